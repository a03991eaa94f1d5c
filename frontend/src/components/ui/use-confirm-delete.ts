import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useErrorText } from "./states";

interface Deletion {
  /** The question, with the name of what is to go. */
  title: string;
  /** What else goes with it, or cannot be had back. */
  content?: string;
  /** Another word than "delete". */
  okText?: string;
  remove: () => Promise<unknown>;
  /** What is true when it is gone. */
  done: () => unknown;
}

/** Asks before something is deleted; where the server refuses, says why. */
export function useConfirmDelete() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const textOf = useErrorText();
  return ({ title, content, okText, remove, done }: Deletion) =>
    void modal.confirm({
      title,
      content,
      okText: okText ?? t("common.action.delete"),
      okButtonProps: { danger: true },
      onOk: () => remove().then(done, (error: unknown) => void message.error(textOf(error))),
    });
}
