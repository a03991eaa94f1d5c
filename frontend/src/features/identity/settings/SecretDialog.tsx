import { App, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "@/lib/focus";
import css from "./settings.module.css";

/** Shows something that is shown once. */
export function SecretDialog({
  title,
  text,
  hint,
  onClose,
}: {
  title: string;
  text: string;
  hint: string;
  onClose: () => void;
}) {
  useFocusBack();
  const { t } = useTranslation();
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => message.success(t("common.copied")),
      () => message.warning(t("common.copyByHand")),
    );
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      mask={{ closable: false }}
      okText={t("common.action.copy")}
      cancelText={t("common.action.close")}
      onOk={() => void copy()}
    >
      <p>{hint}</p>
      <code className={css.secret}>{text}</code>
    </Modal>
  );
}
