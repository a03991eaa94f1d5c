import { useQuery } from "@tanstack/react-query";
import { Button, Modal, QRCode } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/resource";
import { Bone, ErrorState } from "@/components/ui/states";
import { useFocusBack } from "@/lib/focus";
import { saveFile } from "@/lib/save-file";
import { light } from "@/theme/tokens";
import { vcardOf } from "./api";
import css from "./contacts.module.css";
import type { Contact } from "./fields";
import { forCode } from "./vcard";

/** Pixels; a telephone held before a screen reads it from arm's length. */
const CODE_SIZE = 240;

/** A contact's card: a code that a telephone saves, and the file for everything else. */
export default function CardDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  useFocusBack();
  const { t } = useTranslation();
  const name = contact.name ?? "";
  const query = useQuery({
    queryKey: [...keys.detail("contacts", contact.id), "vcard"],
    queryFn: ({ signal }) => vcardOf(contact.id, signal),
  });
  return (
    <Modal
      open
      width={360}
      title={t("contacts.card.of", { name })}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          icon={<Download size={15} />}
          disabled={!query.data}
          onClick={() => query.data && saveFile(`${name}.vcf`, "text/vcard", query.data)}
        >
          {t("contacts.card.download")}
        </Button>
      }
    >
      <div className={css.card}>
        {query.isPending ? <Bone width={CODE_SIZE} height={CODE_SIZE} /> : null}
        {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
        {query.data ? (
          <>
            <QRCode
              type="svg"
              aria-label={t("contacts.card.code", { name })}
              value={forCode(query.data)}
              size={CODE_SIZE}
              errorLevel="L"
              // Cameras expect dark on light, whatever the theme.
              color={light.ink}
              bgColor={light.paper}
            />
            <p>{t("contacts.card.hint")}</p>
          </>
        ) : null}
      </div>
    </Modal>
  );
}
