import { Link } from "@tanstack/react-router";
import { DatePicker, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { AuditEvent } from "@/api/types";
import { verbOf } from "@/components/detail/History";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { Person } from "@/components/ui/Avatar";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { startOfDay } from "@/lib/dates";
import { AuditChanges } from "./AuditChanges";

/** Kinds of record that the log speaks of, under the names of their permissions. */
const ENTITIES = {
  customer: "customers",
  contact: "contacts",
  session: "sessions",
  user: "users",
  role: "roles",
  department: "departments",
  organization: "organization",
  api_key: "api_keys",
  dictionary: "dictionaries",
  custom_field: "custom_fields",
  numbering: "numbering",
  saved_view: "saved_views",
  tag: "tags",
  job: "jobs",
} as const;

/** Kinds of record that have a page. */
const PAGES: Record<string, string> = { customer: "/customers", contact: "/contacts" };

/** What was done, by whom and from where. */
export function AuditPage() {
  const { t } = useTranslation();
  const [actor, setActor] = useState<string | null>(null);
  const [range, setRange] = useState<[string, string] | null>(null);
  const [entity, setEntity] = useState<string | null>(null);
  const asked = {
    ...(actor ? { actor_id: actor } : {}),
    ...(entity ? { entity } : {}),
    ...(range ? { from: startOfDay(range[0]), to: startOfDay(range[1]) } : {}),
  };
  const nameOf = (kind: string) => {
    const known = ENTITIES[kind as keyof typeof ENTITIES];
    return known ? t(`identity.resource.${known}`) : kind;
  };
  return (
    <Page
      title={t("platform.audit.title")}
      hint={t("platform.audit.hint")}
      actions={
        <>
          <Select
            style={{ width: 140 }}
            allowClear
            value={entity}
            onChange={(next) => setEntity(next ?? null)}
            options={Object.keys(ENTITIES).map((each) => ({ value: each, label: nameOf(each) }))}
            placeholder={t("platform.audit.record")}
            aria-label={t("platform.audit.record")}
          />
          <div style={{ width: 160 }}>
            <ReferenceSelect
              kind="users"
              value={actor}
              onChange={(next) => setActor(typeof next === "string" ? next : null)}
              label={t("platform.audit.actor")}
              placeholder={t("platform.audit.actor")}
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
      <SimpleTable<AuditEvent>
        label={t("platform.audit.title")}
        queryKey={["audit-events", "list", "settings", asked]}
        load={(cursor, signal) => {
          const query = { ...asked, limit: 50, ...(cursor ? { cursor } : {}) };
          return unwrap(api.GET("/api/v1/audit-events", { params: { query }, signal }));
        }}
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
            tight: true,
            render: (event) =>
              t(`common.history.action.${verbOf(event.kind)}`, { defaultValue: verbOf(event.kind) }),
          },
          {
            key: "record",
            label: t("platform.audit.record"),
            render: (event) =>
              event.record && PAGES[event.entity] ? (
                <Link to={`${PAGES[event.entity]}/${event.record.id}`}>{event.record.name}</Link>
              ) : (
                [nameOf(event.entity), event.record?.name].filter(Boolean).join(" · ")
              ),
          },
          {
            key: "changes",
            label: t("platform.audit.changes"),
            render: (event) => <AuditChanges event={event} />,
          },
          {
            key: "address",
            label: t("identity.sessions.address"),
            tight: true,
            render: (event) => event.ip,
          },
        ]}
      />
    </Page>
  );
}
