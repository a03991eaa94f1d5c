import { Button } from "antd";
import { QrCode } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { callable } from "@/components/fields/widgets/text";
import { RecordActions } from "@/components/record/RecordActions";
import { TransferDrawer } from "@/components/record/TransferDrawer";
import { type Contact, contactEntity, contacts } from "./fields";

const CardDialog = lazy(() => import("./CardDialog"));

/** What can be done with a contact on its page. */
export function ContactActions({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const [card, setCard] = useState(false);
  return (
    <>
      <RecordActions
        entity={contactEntity}
        of={contacts}
        record={contact}
        call={callable(contact.mobile ?? contact.office_phone)}
        transfer={(onClose) => (
          <TransferDrawer
            entity={contactEntity}
            of={contacts}
            record={contact}
            give={({ owner_id }) => contacts.update(contact.id, contact.version, { owner_id })}
            onClose={onClose}
          />
        )}
      >
        <Button icon={<QrCode size={15} />} onClick={() => setCard(true)}>
          {t("contacts.card.title")}
        </Button>
      </RecordActions>
      {card ? (
        <Suspense fallback={null}>
          <CardDialog contact={contact} onClose={() => setCard(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
