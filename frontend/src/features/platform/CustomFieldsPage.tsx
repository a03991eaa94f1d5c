import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JsonObject } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { type RecordBase, resource } from "@/api/resource";
import type { CustomField } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";
import { TypedConfirm } from "@/components/ui/TypedConfirm";
import { currentLocale } from "@/i18n";
import { type Labels, useLabel } from "@/i18n/labels";
import { type ChoiceLine, ChoiceLines } from "./ChoiceLines";
import { givenLabels, LabelFields } from "./labels";

type FieldRecord = CustomField & RecordBase;
const customFields = resource<FieldRecord>("custom-fields");

/** The kinds of record that can have fields of the organization's own. */
const ENTITIES = { customer: "customers", contact: "contacts" } as const;
type EntityName = keyof typeof ENTITIES;
const NAMES = Object.keys(ENTITIES) as EntityName[];
const KINDS = [
  "text",
  "long_text",
  "number",
  "money",
  "date",
  "timestamp",
  "boolean",
  "single_choice",
  "multi_choice",
  "user",
  "url",
] as const;
/** Where in the form of a kind of record they can stand. */
const GROUPS: Record<EntityName, readonly string[]> = {
  customer: ["identity", "contact", "classification", "ownership", "finance", "preferences", "custom"],
  contact: ["identity", "job", "contact", "preferences", "ownership", "custom"],
};

/** Fields that the organization added. */
export function CustomFieldsPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const labelOf = useLabel();
  const mayConfigure = useMay("custom_fields", "configure");
  const [of, setOf] = useState<EntityName>("customer");
  const [open, setOpen] = useState<FieldRecord | "new" | null>(null);
  const [dropping, setDropping] = useState<FieldRecord | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["custom-fields"] });
  return (
    <Page
      title={t("platform.customFields.title")}
      hint={t("platform.customFields.hint")}
      actions={
        <>
          <Select
            value={of}
            onChange={setOf}
            style={{ minWidth: 120 }}
            options={NAMES.map((each) => ({ value: each, label: t(`identity.resource.${ENTITIES[each]}`) }))}
            aria-label={t("platform.customFields.resource")}
          />
          {mayConfigure ? (
            <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
              {t("platform.customFields.create")}
            </Button>
          ) : null}
        </>
      }
    >
      <SimpleTable<FieldRecord>
        label={t("platform.customFields.title")}
        queryKey={["custom-fields", "settings", of]}
        load={(_, signal) => customFields.list({ entity: of }, signal)}
        rowKey={(field) => field.id}
        onRow={mayConfigure ? setOpen : undefined}
        empty={t("platform.customFields.empty")}
        columns={[
          { key: "label", label: t("platform.customFields.label"), render: (field) => labelOf(field.labels) },
          {
            key: "code",
            label: t("platform.dictionaries.code"),
            render: (field) => <code>{field.code}</code>,
          },
          {
            key: "kind",
            label: t("platform.customFields.kind"),
            render: (field) => t(`platform.kind.${field.kind}`, { defaultValue: field.kind }),
          },
          {
            key: "required",
            label: t("platform.customFields.required"),
            render: (field) => (field.required ? <Chip tone="accent">{t("common.yes")}</Chip> : null),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (field) =>
              mayConfigure ? (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("common.action.delete")}
                  onClick={() => setDropping(field)}
                />
              ) : null,
          },
        ]}
      />
      {open ? (
        <FieldDrawer
          of={of}
          field={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            return refresh();
          }}
        />
      ) : null}
      {dropping ? (
        <TypedConfirm
          open
          title={t("platform.customFields.deleteTitle", { name: labelOf(dropping.labels) })}
          text={t("platform.customFields.deleteText")}
          phrase={dropping.code}
          onClose={() => setDropping(null)}
          onConfirm={() =>
            customFields
              .remove(dropping.id, dropping.version)
              .then(refresh, (error: unknown) => void message.error(textOf(error)))
          }
        />
      ) : null}
    </Page>
  );
}

interface FieldForm {
  code: string;
  labels: Labels;
  kind: string;
  options: ChoiceLine[];
  group: string;
  required: boolean;
}

interface FieldDrawerProps {
  of: EntityName;
  field: FieldRecord | null;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function FieldDrawer({ of, field, onClose, onSaved }: FieldDrawerProps) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const [kind, setKind] = useState<string>(field?.kind ?? "text");
  const submit = async ({ code, labels, kind: chosen, options, ...rest }: FieldForm) => {
    const shared: JsonObject = { ...rest, labels: givenLabels(labels) };
    // Labels in other languages of a choice that stays are kept.
    if (chosen.endsWith("_choice")) {
      shared.options = options.map(({ code: key, label }) => {
        const known = field?.options?.find((each) => each.code === key);
        return {
          ...(known as JsonObject | undefined),
          code: key,
          labels: { ...known?.labels, [currentLocale()]: label },
        };
      });
    }
    if (field) await customFields.update(field.id, field.version, shared);
    else await customFields.create({ ...shared, entity: of, code, kind: chosen }, crypto.randomUUID());
    await onSaved();
  };
  return (
    <ApiDrawer<FieldForm>
      title={field ? labelOf(field.labels) : t("platform.customFields.create")}
      initial={{
        code: field?.code ?? "",
        labels: field?.labels ?? {},
        kind: field?.kind ?? "text",
        options: (field?.options ?? []).map((each) => ({ code: each.code, label: labelOf(each.labels) })),
        group: field?.group ?? "custom",
        required: field?.required ?? false,
      }}
      onSubmit={submit}
      onClose={onClose}
      onChange={(values) => setKind(values.kind)}
    >
      <LabelFields />
      <Form.Item
        name="code"
        label={t("platform.dictionaries.code")}
        extra={t("platform.customFields.codeHint")}
        rules={[{ required: true, message: t("common.required") }]}
      >
        <Input disabled={field !== null} maxLength={40} autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="kind" label={t("platform.customFields.kind")}>
        <Select
          disabled={field !== null}
          options={KINDS.map((each) => ({ value: each, label: t(`platform.kind.${each}`) }))}
        />
      </Form.Item>
      {kind === "single_choice" || kind === "multi_choice" ? (
        <Form.Item name="options" label={t("platform.customFields.options")}>
          <ChoiceLines />
        </Form.Item>
      ) : null}
      <Form.Item name="group" label={t("platform.customFields.group")}>
        <Select
          options={GROUPS[of].map((each) => ({ value: each, label: t(`${ENTITIES[of]}.groups.${each}`) }))}
        />
      </Form.Item>
      <Form.Item name="required" valuePropName="checked">
        <Checkbox>{t("platform.customFields.required")}</Checkbox>
      </Form.Item>
    </ApiDrawer>
  );
}
