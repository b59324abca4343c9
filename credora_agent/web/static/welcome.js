// The zone this browser is in is the likeliest one of its person's shop.
"use strict";

for (const field of document.querySelectorAll("[data-zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
