// Sliders: each moves the number beside it, and follows it; what is asked is the number.
"use strict";

{
  const fields = (slider) => slider.form.elements[slider.dataset.slides];
  const show = (within) => {
    for (const slider of within.querySelectorAll("[data-slides]")) {
      slider.hidden = false;
      slider.value = fields(slider).value || 0;
    }
  };
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (target.dataset.slides) fields(target).value = target.value === "0" ? "" : target.value;
    else {
      const slider = target.form?.querySelector(`[data-slides="${CSS.escape(target.name)}"]`);
      if (slider) slider.value = target.value || 0;
    }
  });
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
  if (document.readyState !== "loading") show(document);
  else document.addEventListener("DOMContentLoaded", () => show(document));
}
