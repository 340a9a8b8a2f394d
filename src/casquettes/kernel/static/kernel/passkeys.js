/* Passkeys: a device without them shows no button; a refusal is said in words. */
(() => {
  const buttons = document.querySelectorAll("[data-passkey]");
  if (!window.PublicKeyCredential) {
    for (const button of buttons) button.hidden = true;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const said of document.querySelectorAll("[data-passkey-error]")) said.hidden = false;
  });
})();
