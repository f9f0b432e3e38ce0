"""CRMArena-Pro's structured tasks: read, run through `conversations.turn`, write the answers.

In order of flow: `tasks` (reading the file), `run` (one conversation a task).
Source: Huang et al., "CRMArena-Pro", 2025. Its data is not part of this project.
"""
