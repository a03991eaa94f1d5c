import { useQueryClient } from "@tanstack/react-query";
import { Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import type { Numbering } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";

/** How records are numbered. */
export function NumberingPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayConfigure = useMay("numbering", "configure");
  const [open, setOpen] = useState<Numbering | null>(null);
  const nameOf = (kind: string) => t(`platform.numbering.of.${kind}`, { defaultValue: kind });
  const submit = async ({ pattern }: { pattern: string }) => {
    if (!open) return;
    const params = { path: { kind: open.kind }, header: { "If-Match": `"${open.version}"` } };
    await unwrap(api.PATCH("/api/v1/numbering/{kind}", { params, body: { pattern: pattern.trim() } }));
    setOpen(null);
    await queries.invalidateQueries({ queryKey: ["numbering"] });
  };
  return (
    <Page title={t("platform.numbering.title")} hint={t("platform.numbering.hint")}>
      <SimpleTable<Numbering>
        label={t("platform.numbering.title")}
        queryKey={["numbering"]}
        load={(_, signal) => unwrap(api.GET("/api/v1/numbering", { signal }))}
        rowKey={(row) => row.kind}
        onRow={mayConfigure ? setOpen : undefined}
        empty={t("platform.numbering.empty")}
        columns={[
          { key: "kind", label: t("platform.numbering.kind"), render: (row) => nameOf(row.kind) },
          {
            key: "pattern",
            label: t("platform.numbering.pattern"),
            render: (row) => <code>{row.pattern}</code>,
          },
          { key: "preview", label: t("platform.numbering.preview"), render: (row) => row.preview },
        ]}
      />
      {open ? (
        <ApiDrawer<{ pattern: string }>
          title={nameOf(open.kind)}
          initial={{ pattern: open.pattern }}
          onSubmit={submit}
          onClose={() => setOpen(null)}
        >
          <Form.Item
            name="pattern"
            label={t("platform.numbering.pattern")}
            extra={t("platform.numbering.patternHint", { example: "C{yyyy}{mm}-{seq:5}" })}
            rules={[{ required: true, whitespace: true, message: t("common.required") }]}
          >
            <Input autoFocus spellCheck={false} style={{ fontFamily: "var(--mono)" }} />
          </Form.Item>
        </ApiDrawer>
      ) : null}
    </Page>
  );
}
