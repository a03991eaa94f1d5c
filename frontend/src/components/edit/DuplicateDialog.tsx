import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import type { DuplicateMatch } from "@/api/types";
import { useFocusBack } from "@/lib/focus";
import { DuplicateMatches } from "./DuplicateMatches";
import css from "./duplicate.module.css";

/** The server takes no longer one. */
const LONGEST_REASON = 500;

interface DuplicateDialogProps {
  matches: readonly DuplicateMatch[];
  /** Where records of this kind open. */
  path: string;
  /** Whether the organization lets nobody save a duplicate, whatever the reason. */
  blocked: boolean;
  busy: boolean;
  /** Why saving with the reason failed, when it did. */
  problem: string | null;
  onReason: (reason: string) => void;
  onCancel: () => void;
}

/** A refused duplicate: what it looks like, and either the reason to save it all the same or whom to ask. */
export function DuplicateDialog(props: DuplicateDialogProps) {
  useFocusBack();
  const { matches, path, blocked, busy, problem, onReason, onCancel } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const { user } = useMe();
  const owned = matches.flatMap((match) => (match.owner ? [match.owner] : []));
  const others = [...new Set(owned.filter((owner) => owner.id !== user.id).map((owner) => owner.name))];
  const whomToAsk = () => {
    if (others.length > 0)
      return t("common.duplicate.askOwners", { names: others.join(t("common.listComma")) });
    return owned.length > 0 ? t("common.duplicate.askSelf") : t("common.duplicate.askAdministrator");
  };
  const save = () => {
    if (reason.trim()) onReason(reason.trim());
    else setMissing(true);
  };
  const back = (
    <Button key="back" type={blocked ? "primary" : "default"} onClick={onCancel} disabled={busy}>
      {t("common.duplicate.back")}
    </Button>
  );
  return (
    <Modal
      open
      width={560}
      title={t("common.duplicate.title")}
      onCancel={onCancel}
      mask={{ closable: false }}
      footer={
        blocked
          ? [back]
          : [
              back,
              <Button key="save" type="primary" loading={busy} onClick={save}>
                {t("common.duplicate.saveAnyway")}
              </Button>,
            ]
      }
    >
      <p>{blocked ? t("common.duplicate.blocked") : t("common.duplicate.askReason")}</p>
      <div className={css.box}>
        <DuplicateMatches matches={matches} path={path} />
      </div>
      {blocked ? (
        <p>{whomToAsk()}</p>
      ) : (
        <>
          {problem ? (
            <p className={css.problem} role="alert">
              {problem}
            </p>
          ) : null}
          <Form layout="vertical" requiredMark={false}>
            <Form.Item
              label={t("common.duplicate.reason")}
              htmlFor="duplicate-reason"
              validateStatus={missing ? "error" : ""}
              help={missing ? t("common.required") : undefined}
              style={{ marginBottom: 4 }}
            >
              <Input.TextArea
                id="duplicate-reason"
                autoFocus
                autoSize={{ minRows: 2, maxRows: 6 }}
                maxLength={LONGEST_REASON}
                placeholder={t("common.duplicate.reasonHint")}
                value={reason}
                onChange={(event) => {
                  setReason(event.target.value);
                  setMissing(false);
                }}
                onKeyDown={(event) => {
                  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
                }}
              />
            </Form.Item>
          </Form>
        </>
      )}
    </Modal>
  );
}
