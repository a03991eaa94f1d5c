import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type JsonObject, mergeDiff } from "@/api/merge-patch";
import { fieldsOptions, permissionMatrixOptions, useMay } from "@/api/reference-data";
import { type RecordBase, resource } from "@/api/resource";
import type { Role } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { Bone } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { useLabel } from "@/i18n/labels";
import { PermissionMatrix } from "./PermissionMatrix";
import css from "./settings.module.css";

export type RoleRecord = Role & RecordBase;
const roles = resource<RoleRecord>("roles");

/** Roles and what they allow. */
export function RolesPage() {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const queries = useQueryClient();
  const may = {
    create: useMay("roles", "create"),
    edit: useMay("roles", "edit"),
    delete: useMay("roles", "delete"),
  };
  const [open, setOpen] = useState<RoleRecord | "new" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["roles"] });
  const remove = (role: RoleRecord) =>
    confirmDelete({
      title: t("identity.roles.deleteTitle", { name: role.name }),
      remove: () => roles.remove(role.id, role.version),
      done: refresh,
    });
  return (
    <Page
      title={t("identity.roles.title")}
      hint={t("identity.roles.hint")}
      actions={
        may.create ? (
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
            {t("identity.roles.create")}
          </Button>
        ) : null
      }
    >
      <SimpleTable<RoleRecord>
        label={t("identity.roles.title")}
        queryKey={["roles", "list", "settings"]}
        load={(_, signal) => roles.list({}, signal)}
        rowKey={(role) => role.id}
        onRow={setOpen}
        empty={t("identity.roles.empty")}
        columns={[
          { key: "name", label: t("identity.roles.name"), render: (role) => role.name },
          { key: "description", label: t("identity.roles.description"), render: (role) => role.description },
          {
            key: "shipped",
            label: t("identity.roles.kind"),
            render: (role) => <Chip>{t(role.code ? "identity.roles.shipped" : "identity.roles.own")}</Chip>,
          },
          {
            key: "users",
            label: t("identity.roles.users"),
            figure: true,
            tight: true,
            render: (role) => role.people,
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (role) =>
              may.delete && !role.code ? (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("common.action.delete")}
                  onClick={() => void remove(role)}
                />
              ) : null,
          },
        ]}
      />
      {open ? (
        <RoleDrawer
          role={open === "new" ? null : open}
          readOnly={open === "new" ? !may.create : !may.edit}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            return refresh();
          }}
        />
      ) : null}
    </Page>
  );
}

interface RoleValues {
  name: string;
  description: string | null;
  grants: Role["grants"];
  field_rules: Role["field_rules"];
}

interface RoleDrawerProps {
  role: RoleRecord | null;
  readOnly: boolean;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function RoleDrawer({ role, readOnly, onClose, onSaved }: RoleDrawerProps) {
  const { t } = useTranslation();
  const choices = useQuery(permissionMatrixOptions);
  const submit = async (values: RoleValues) => {
    const body: JsonObject = mergeDiff(role ?? {}, { ...values });
    if (role) await roles.update(role.id, role.version, body);
    else await roles.create(body, crypto.randomUUID());
    await onSaved();
  };
  return (
    <ApiDrawer<RoleValues>
      title={role?.name ?? t("identity.roles.create")}
      width={1040}
      initial={{
        name: role?.name ?? "",
        description: role?.description ?? null,
        grants: role?.grants ?? [],
        field_rules: role?.field_rules ?? [],
      }}
      onSubmit={submit}
      onClose={onClose}
      disabled={readOnly || (role?.immutable ?? false)}
    >
      <Form.Item
        name="name"
        label={t("identity.roles.name")}
        rules={[{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="description" label={t("identity.roles.description")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="grants" label={t("identity.roles.matrix")}>
        {choices.data ? <PermissionMatrix choices={choices.data} /> : <Bone width="60%" />}
      </Form.Item>
      <Form.Item
        name="field_rules"
        label={t("identity.roles.fieldRules")}
        extra={t("identity.roles.fieldRulesHint")}
      >
        <FieldRules />
      </Form.Item>
    </ApiDrawer>
  );
}

const RESTRICTIONS = ["hidden", "masked", "read_only"] as const;
/** Kinds of record whose fields a role may not see or change. */
const RULED = ["customers", "contacts"] as const;

/** Fields that this role does not see, sees masked or may not change. */
function FieldRules({
  value = [],
  onChange,
}: {
  value?: Role["field_rules"];
  onChange?: (rules: Role["field_rules"]) => void;
}) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const described = useQueries({ queries: RULED.map((kind) => fieldsOptions(kind)) });
  const keyOf = (rule: { resource: string; field: string }) => `${rule.resource}/${rule.field}`;
  const ruled = new Set(value.map(keyOf));
  const options = RULED.map((resource, at) => ({
    label: t(`identity.resource.${resource}`),
    options: (described[at]?.data ?? [])
      .map((field) => ({ field, key: keyOf({ resource, field: field.name }) }))
      // Only some fields may be closed at all. A rule that an earlier release stored still tells its field's name.
      .filter(({ field, key }) => field.restrictable || ruled.has(key))
      .map(({ field, key }) => ({
        value: key,
        // One rule a field: the server would refuse a second.
        disabled: ruled.has(key),
        label: field.custom
          ? labelOf(field.labels) || field.name
          : t(`${resource}.fields.${field.name}`, { defaultValue: field.name }),
      })),
  }));
  const put = (at: number, rule: Role["field_rules"][number] | null) =>
    onChange?.(value.flatMap((each, index) => (index === at ? (rule ? [rule] : []) : [each])));
  return (
    <div style={{ maxWidth: 560 }}>
      {value.map((rule, at) => (
        <div key={at} className={css.ruleRow}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            value={rule.field ? keyOf(rule) : null}
            onChange={(key: string) => {
              const [resource, field = ""] = key.split("/");
              put(at, { ...rule, resource: resource as typeof rule.resource, field });
            }}
            options={options}
            // Both kinds of record have a field of this name: the heading is not seen once it is chosen.
            labelRender={({ label, value: key }) =>
              `${t(`identity.resource.${String(key).split("/")[0]}`)} · ${label}`
            }
            aria-label={t("common.filter.field")}
          />
          <Select
            value={rule.rule}
            onChange={(next) => put(at, { ...rule, rule: next })}
            options={RESTRICTIONS.map((each) => ({ value: each, label: t(`identity.restriction.${each}`) }))}
            aria-label={t("identity.roles.fieldRules")}
          />
          <IconButton icon={Trash2} label={t("common.action.remove")} onClick={() => put(at, null)} />
        </div>
      ))}
      <Button
        type="dashed"
        icon={<Plus size={14} />}
        onClick={() => onChange?.([...value, { resource: RULED[0], field: "", rule: "masked" }])}
      >
        {t("identity.roles.addRule")}
      </Button>
    </div>
  );
}
