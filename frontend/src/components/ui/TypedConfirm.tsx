import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface TypedConfirmProps {
  open: boolean;
  title: string;
  /** What will happen, in one sentence. */
  text: string;
  /** What has to be typed, usually the thing's name. */
  phrase: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks for a typed confirmation before something that cannot be taken back. */
export function TypedConfirm({ open, title, text, phrase, onConfirm, onClose }: TypedConfirmProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const close = () => {
    setTyped("");
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    await onConfirm().finally(() => setBusy(false));
    close();
  };
  return (
    <Modal
      open={open}
      title={title}
      okText={t("common.action.confirm")}
      okButtonProps={{ danger: true, disabled: typed.trim() !== phrase, loading: busy }}
      onOk={confirm}
      onCancel={close}
      destroyOnHidden
    >
      <p>{text}</p>
      <p style={{ margin: "12px 0 6px" }}>{t("common.confirm.type", { phrase })}</p>
      <Input autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} aria-label={phrase} />
    </Modal>
  );
}
