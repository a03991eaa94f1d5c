import "virtual:tokens.css";
import "./theme/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { resume } from "./api/session";
import { App } from "./app/App";
import { startI18n } from "./i18n";

const root = document.getElementById("root");
if (root) {
  // Texts and session are needed for the first paint; they load side by side.
  await Promise.all([startI18n(), resume()]);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

// Only what was built has a shell to keep; under `npm run dev` the files change all the time.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // Without it the application works all the same (private windows, plain http on another host).
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}
