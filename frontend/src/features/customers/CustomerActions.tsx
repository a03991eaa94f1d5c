import { Checkbox, Form } from "antd";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { callable } from "@/components/fields/widgets/text";
import { RecordActions } from "@/components/record/RecordActions";
import { TransferDrawer } from "@/components/record/TransferDrawer";
import { type Customer, customerEntity, customers } from "./fields";

/** What can be done with a customer on its page. */
export function CustomerActions({ customer }: { customer: Customer }) {
  return (
    <RecordActions
      entity={customerEntity}
      of={customers}
      record={customer}
      call={callable(customer.phone)}
      transfer={(onClose) => <Transfer customer={customer} onClose={onClose} />}
    />
  );
}

function Transfer({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const contacts = useMay("contacts", "view");
  return (
    <TransferDrawer
      entity={customerEntity}
      of={customers}
      record={customer}
      initial={{ keep_as_team_member: false, with_contacts: true }}
      along={["contacts"]}
      onClose={onClose}
    >
      <Form.Item name="keep_as_team_member" valuePropName="checked" style={{ marginBottom: 8 }}>
        <Checkbox>{t("customers.keepFormerOwner")}</Checkbox>
      </Form.Item>
      <Form.Item
        name="with_contacts"
        valuePropName="checked"
        // Whoever does not know of contacts is not asked; they go along, as they do by default.
        hidden={!contacts}
        extra={<span style={{ paddingInlineStart: 24 }}>{t("customers.withContactsHint")}</span>}
      >
        <Checkbox>{t("customers.withContacts")}</Checkbox>
      </Form.Item>
    </TransferDrawer>
  );
}
