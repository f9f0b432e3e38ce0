"""Makers: each yields the cases of one action, by templates over the records and definitions of an org.

In order of the actions: `listing` (find_records), `fields` (get_record), `counting` (query), `searching`
(search), `measuring` (measure), `routing` (route_case, route_lead), `activities` (check_activities),
`articles` (answer_from_knowledge), `opening` (create_case), `changing` (update_record, undo_change),
`escalating` (escalate), `summing_up` (summarise_record), `mailing` (draft_email). Besides: `beyond` (what no
action is for), `leaks` (what the person may not see); `conditions` (which records are asked for, in words and
in the question language), `consent` (a yes or a no), `templates` (one wording after the other).
"""
