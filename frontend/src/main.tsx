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
