import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "@/lib/focus";
import { isMac, useBoundHotkeys } from "@/lib/hotkeys";
import css from "./shell.module.css";

const CAPS: Record<string, string> = { mod: isMac ? "\u2318" : "Ctrl", Escape: "Esc", Enter: "\u21b5" };

/** The parts of a binding as they stand on the keyboard. */
function caps(keys: string): string[] {
  if (keys === " ") return ["Space"];
  return keys.split(/[ +]/).map((key) => CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** Every key that does something on this page: the list is what is really bound. */
export default function HelpOverlay({ onClose }: { onClose: () => void }) {
  useFocusBack();
  const { t } = useTranslation();
  const bound = useBoundHotkeys();
  // What was bound last for the same keys is what the keys do.
  const byKeys = new Map(bound.map((each) => [each.keys, each]));
  return (
    <Modal open footer={null} title={t("shell.help.title")} width={480} onCancel={onClose}>
      <dl className={css.keys}>
        {[...byKeys.values()].map((hotkey) => (
          <div key={hotkey.keys} style={{ display: "contents" }}>
            <dt>
              {hotkey.keys.startsWith("g ")
                ? t("shell.keys.goTo", { place: t(hotkey.label) })
                : t(hotkey.label)}
            </dt>
            <dd>
              {caps(hotkey.keys).map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
