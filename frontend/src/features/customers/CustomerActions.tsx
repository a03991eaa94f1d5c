import { Checkbox, Form } from "antd";
import { useTranslation } from "react-i18next";
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
  return (
    <TransferDrawer
      entity={customerEntity}
      of={customers}
      record={customer}
      initial={{ keep_as_team_member: false }}
      onClose={onClose}
    >
      <Form.Item name="keep_as_team_member" valuePropName="checked">
        <Checkbox>{t("customers.keepFormerOwner")}</Checkbox>
      </Form.Item>
    </TransferDrawer>
  );
}
