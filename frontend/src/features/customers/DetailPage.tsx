import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { App, Button, Checkbox, Dropdown, Form } from "antd";
import { Ellipsis, Pencil, UserRoundPen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { isBlank } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { keys } from "@/api/resource";
import { RecordDetail } from "@/components/detail/RecordDetail";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { EmptyState, useErrorText } from "@/components/ui/states";
import css from "./customers.module.css";
import { type Customer, customerEntity, customers } from "./fields";
import { Team } from "./Team";

const BADGES = ["level", "value_tier", "lifecycle", "status", "owner_id", "tags"];
const FIGURES = ["last_contacted_at", "next_contact_at", "satisfaction", "credit_stars", "created_at"];
/** What is read before a visit or a call. */
const OVERVIEW = ["addresses", "important_dates", "remark"];

interface TransferValues {
  owner_id: string;
  keep_as_team_member: boolean;
}

/** The page of one customer. */
export function CustomerPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const mayEdit = useMay("customers", "edit");
  return (
    <RecordDetail
      entity={customerEntity}
      of={customers}
      id={id}
      listTitle={t("shell.nav.customers")}
      mayEdit={mayEdit}
      onEdit={() => void navigate({ to: "/customers/$id/edit", params: { id } })}
      badges={BADGES}
      figures={FIGURES}
      actions={(customer) => <Actions customer={customer} mayEdit={mayEdit} />}
      tabs={(customer, fields) => [
        {
          key: "overview",
          label: t("customers.overview"),
          content: <Overview customer={customer} fields={fields} />,
        },
      ]}
      related={(customer) => <Team id={customer.id} mayEdit={mayEdit} />}
    />
  );
}

function Overview({ customer, fields }: { customer: Customer; fields: readonly Field[] }) {
  const { t } = useTranslation();
  const shown = fields.filter(
    (field) => OVERVIEW.includes(field.path) && !isBlank(fieldValue(customer, field)),
  );
  if (shown.length === 0) return <EmptyState text={t("customers.overviewEmpty")} />;
  return (
    <div className={css.overview}>
      {shown.map((field) => (
        <section key={field.path}>
          <h3>{field.label}</h3>
          <FieldDisplay field={field} value={fieldValue(customer, field)} record={customer} />
        </section>
      ))}
    </div>
  );
}

function Actions({ customer, mayEdit }: { customer: Customer; mayEdit: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const textOf = useErrorText();
  const mayAssign = useMay("customers", "assign");
  const mayDelete = useMay("customers", "delete");
  const [transferring, setTransferring] = useState(false);
  const transfer = async ({ owner_id, keep_as_team_member }: TransferValues) => {
    const saved = await unwrap(
      api.POST("/api/v1/customers/{id}/transfer", {
        params: { path: { id: customer.id } },
        body: { owner_id, keep_as_team_member },
      }),
    );
    queries.setQueryData(keys.detail("customers", customer.id), saved);
    await queries.invalidateQueries({ queryKey: keys.all("customers") });
    setTransferring(false);
    void message.success(t("customers.transferred"));
  };
  const remove = () =>
    modal.confirm({
      title: t("customers.deleteTitle", { name: customer.name ?? "" }),
      content: t("customers.deleteText"),
      okText: t("common.action.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await customers.remove(customer.id, customer.version);
          await queries.invalidateQueries({ queryKey: keys.lists("customers") });
          await navigate({ to: "/customers", search: {} });
        } catch (error) {
          void message.error(textOf(error));
        }
      },
    });
  return (
    <>
      {mayAssign ? (
        <Button icon={<UserRoundPen size={15} />} onClick={() => setTransferring(true)}>
          {t("customers.transfer")}
        </Button>
      ) : null}
      {mayEdit ? (
        <Button
          type="primary"
          icon={<Pencil size={15} />}
          onClick={() => void navigate({ to: "/customers/$id/edit", params: { id: customer.id } })}
        >
          {t("common.action.edit")}
        </Button>
      ) : null}
      {mayDelete ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "delete", danger: true, label: t("common.action.delete"), onClick: () => void remove() },
            ],
          }}
        >
          <Button icon={<Ellipsis size={16} />} aria-label={t("common.action.moreActions")} />
        </Dropdown>
      ) : null}
      {transferring ? (
        <ApiDrawer<TransferValues>
          title={t("customers.transfer")}
          initial={{ keep_as_team_member: false }}
          onSubmit={transfer}
          onClose={() => setTransferring(false)}
        >
          <Form.Item
            name="owner_id"
            label={t("customers.newOwner")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <ReferenceSelect kind="users" autoFocus label={t("customers.newOwner")} />
          </Form.Item>
          <Form.Item name="keep_as_team_member" valuePropName="checked">
            <Checkbox>{t("customers.keepFormerOwner")}</Checkbox>
          </Form.Item>
        </ApiDrawer>
      ) : null}
    </>
  );
}
