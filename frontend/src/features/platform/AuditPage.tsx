import { DatePicker, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resource } from "@/api/resource";
import type { AuditEvent } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { literal } from "@/components/filter/print";
import { Person } from "@/components/ui/Avatar";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { startOfDay } from "@/lib/dates";
import { useDebounced } from "@/lib/debounce";
import css from "./platform.module.css";

type AuditRecord = AuditEvent & { version: number; [other: string]: unknown };
const auditEvents = resource<AuditRecord>("audit-events");

/** What was done, by whom and from where. */
export function AuditPage() {
  const { t } = useTranslation();
  const [actor, setActor] = useState<string | null>(null);
  const [range, setRange] = useState<[string, string] | null>(null);
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 250);
  const conditions = [
    actor ? `actor_id == ${literal(actor)}` : "",
    range ? `at >= timestamp(${literal(startOfDay(range[0]))})` : "",
    range ? `at < timestamp(${literal(startOfDay(range[1]))})` : "",
  ].filter(Boolean);
  const filter = conditions.join(" && ") || undefined;
  const show = (value: unknown) =>
    value === null || value === undefined
      ? t("common.blank")
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  return (
    <Page
      title={t("platform.audit.title")}
      hint={t("platform.audit.hint")}
      actions={
        <>
          <Input.Search
            style={{ width: 180 }}
            allowClear
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("platform.audit.search")}
            aria-label={t("platform.audit.search")}
          />
          <div style={{ width: 160 }}>
            <ReferenceSelect
              kind="users"
              value={actor}
              onChange={(next) => setActor(typeof next === "string" ? next : null)}
              label={t("platform.audit.actor")}
            />
          </div>
          <DatePicker.RangePicker
            onChange={(days) =>
              setRange(
                days?.[0] && days[1]
                  ? [days[0].format("YYYY-MM-DD"), days[1].add(1, "day").format("YYYY-MM-DD")]
                  : null,
              )
            }
            aria-label={t("platform.audit.range")}
          />
        </>
      }
    >
      <SimpleTable<AuditRecord>
        label={t("platform.audit.title")}
        queryKey={["audit-events", "list", "settings", q, filter]}
        load={(cursor, signal) => auditEvents.list({ q: q || undefined, filter, cursor, limit: 50 }, signal)}
        rowKey={(event) => event.id}
        empty={t("platform.audit.empty")}
        columns={[
          {
            key: "at",
            label: t("platform.audit.at"),
            tight: true,
            render: (event) => <RelativeTime value={event.at} />,
          },
          {
            key: "actor",
            label: t("platform.audit.actor"),
            render: (event) =>
              event.actor ? <Person name={event.actor.name} /> : t("common.history.system"),
          },
          {
            key: "action",
            label: t("platform.audit.action"),
            render: (event) => t(`common.history.action.${event.action}`, { defaultValue: event.action }),
          },
          {
            key: "record",
            label: t("platform.audit.record"),
            render: (event) =>
              [
                event.resource
                  ? t(`identity.resource.${event.resource.replaceAll("-", "_")}`, {
                      defaultValue: event.resource,
                    })
                  : "",
                event.record_name,
              ]
                .filter(Boolean)
                .join(" · "),
          },
          {
            key: "changes",
            label: t("platform.audit.changes"),
            render: (event) => (
              <span className={css.changes}>
                {event.changes?.slice(0, 4).map((change) => (
                  <span key={change.field}>
                    {t(`${event.resource}.fields.${change.field}`, { defaultValue: change.field })}:{" "}
                    <s>{show(change.before)}</s> → {show(change.after)}
                  </span>
                ))}
              </span>
            ),
          },
          {
            key: "address",
            label: t("identity.sessions.address"),
            tight: true,
            render: (event) => event.address,
          },
        ]}
      />
    </Page>
  );
}
