// What the page does beyond htmx: Enter sends, the field grows and empties, the newest answer is in view.
"use strict";

const form = document.getElementById("say");
const field = document.getElementById("message");
const talk = document.getElementById("talk");

if (form) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (field.value.trim()) form.requestSubmit();
    }
  });

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
  };
  field.addEventListener("input", grow);

  // A choice or example sends its own words in place of the field's.
  document.body.addEventListener("htmx:configRequest", (event) => {
    const button = event.detail.triggeringEvent?.submitter;
    if (button?.name === "message") event.detail.parameters.set("message", button.value);
    // A yes belongs to the question it stands under, and to no other.
    if (button?.dataset.answers) event.detail.parameters.set("answers", button.dataset.answers);
  });

  document.body.addEventListener("htmx:beforeRequest", () => form.classList.add("busy"));

  document.body.addEventListener("htmx:afterRequest", (event) => {
    form.classList.remove("busy");
    if (!event.detail.successful) {
      const note = document.createElement("p");
      note.className = "fault";
      note.setAttribute("role", "alert");
      note.textContent = "The answer did not arrive. Please send it again.";
      talk.append(note);
      return;
    }
    document.getElementById("empty")?.remove();
    field.value = "";
    grow();
    talk.lastElementChild?.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });

  if (talk.querySelector(".exchange")) talk.lastElementChild.scrollIntoView({ block: "end" });
}
