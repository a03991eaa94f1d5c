import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Checkbox, Form, type MenuProps } from "antd";
import { Ellipsis, Pencil, Phone, Printer, Trash2, UserRoundPen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import { keys } from "@/api/resource";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { callable } from "@/components/fields/widgets/text";
import { ApiDrawer } from "@/components/form/ApiForm";
import { listAddress } from "@/components/list/last-list";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { useErrorText } from "@/components/ui/states";
import { useIsPhone } from "@/lib/media";
import { type Customer, customers } from "./fields";
import { RestoreButton } from "./RestoreButton";

interface TransferValues {
  owner_id: string;
  keep_as_team_member: boolean;
}

/** What can be done with a customer on its page; with a deleted one, only bring it back. */
export function CustomerActions({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const mayEdit = useMay("customers", "edit");
  const mayAssign = useMay("customers", "assign");
  const mayDelete = useMay("customers", "delete");
  const [transferring, setTransferring] = useState(false);
  const remove = useRemove(customer);
  if (customer.deleted_at) return mayDelete ? <RestoreButton customer={customer} primary /> : null;
  const number = callable(customer.phone);
  const more: NonNullable<MenuProps["items"]> = [
    // A phone has no printer at hand.
    ...(phone
      ? []
      : [
          {
            key: "print",
            icon: <Printer size={15} />,
            label: t("common.action.print"),
            onClick: () => window.print(),
          },
        ]),
    ...(mayDelete
      ? [
          {
            key: "delete",
            danger: true,
            icon: <Trash2 size={15} />,
            label: t("common.action.delete"),
            onClick: () => void remove(),
          },
        ]
      : []),
  ];
  return (
    <>
      {phone && number ? (
        <Button href={number} icon={<Phone size={15} />}>
          {t("customers.callShort")}
        </Button>
      ) : null}
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
      {more.length > 0 ? (
        <ActionMenu menu={{ items: more }}>
          <Button icon={<Ellipsis size={16} />} aria-label={t("common.action.moreActions")} />
        </ActionMenu>
      ) : null}
      {transferring ? <Transfer customer={customer} onClose={() => setTransferring(false)} /> : null}
    </>
  );
}

function Transfer({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const transfer = async ({ owner_id, keep_as_team_member }: TransferValues) => {
    const saved = await unwrap(
      api.POST("/api/v1/customers/{id}/transfer", {
        params: { path: { id: customer.id } },
        body: { owner_id, keep_as_team_member },
      }),
    );
    queries.setQueryData(keys.detail("customers", customer.id), saved);
    await queries.invalidateQueries({ queryKey: keys.all("customers") });
    onClose();
    void message.success(t("customers.transferred"));
  };
  return (
    <ApiDrawer<TransferValues>
      title={t("customers.transfer")}
      submitLabel={t("customers.transfer")}
      initial={{ keep_as_team_member: false }}
      onSubmit={transfer}
      onClose={onClose}
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
  );
}

/** Deletes after asking, leads back to the list, and offers the way back for a while. */
function useRemove(customer: Customer) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const textOf = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.all("customers") });
  const told = (error: unknown) => void message.error(textOf(error));
  const undo = (key: string) => {
    message.destroy(key);
    void customers.restore(customer.id).then(refresh, told);
  };
  return () =>
    modal.confirm({
      title: t("customers.deleteTitle", { name: customer.name ?? "" }),
      content: t("customers.deleteText"),
      okText: t("common.action.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await customers.remove(customer.id, customer.version);
          await navigate(listAddress("/customers"));
          void refresh();
          const key = `deleted-${customer.id}`;
          void message.success({
            key,
            duration: 8,
            content: (
              <>
                {t("common.deletedOne", { name: customer.name ?? "" })}{" "}
                <Button type="link" size="small" onClick={() => undo(key)}>
                  {t("common.action.undo")}
                </Button>
              </>
            ),
          });
        } catch (error) {
          told(error);
        }
      },
    });
}
