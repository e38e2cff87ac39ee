// The pages work without this module. It moves the reader to what went wrong, and keeps forms safe.
const trouble = document.getElementById("trouble");
if (trouble) trouble.focus();

// A second press while the first is under way would only be answered with the first receipt.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
}
