import { mayDo, useMe } from "@/api/reference-data";

/** A page of the settings and who may see it. */
export interface SettingsPage {
  path: string;
  label: string;
  group: "organization" | "data" | "system";
  resource: string;
  /** What one must be allowed to do with it, any of these; see `WORKADAY` where absent. */
  needs?: readonly string[];
}

const PAGES: readonly SettingsPage[] = [
  {
    path: "/settings/organization",
    label: "identity.organization.title",
    group: "organization",
    resource: "organization",
  },
  {
    path: "/settings/departments",
    label: "identity.departments.title",
    group: "organization",
    resource: "departments",
  },
  { path: "/settings/users", label: "identity.users.title", group: "organization", resource: "users" },
  { path: "/settings/roles", label: "identity.roles.title", group: "organization", resource: "roles" },
  {
    path: "/settings/access",
    label: "identity.access.title",
    group: "organization",
    resource: "roles",
    // It changes nothing: whoever may read roles, such as an auditor, may ask.
    needs: ["view"],
  },
  {
    path: "/settings/dictionaries",
    label: "platform.dictionaries.title",
    group: "data",
    resource: "dictionaries",
  },
  {
    path: "/settings/custom-fields",
    label: "platform.customFields.title",
    group: "data",
    resource: "custom_fields",
  },
  { path: "/settings/numbering", label: "platform.numbering.title", group: "data", resource: "numbering" },
  { path: "/settings/tags", label: "platform.tags.title", group: "data", resource: "tags" },
  { path: "/settings/api-keys", label: "identity.apiKeys.title", group: "system", resource: "api_keys" },
  {
    path: "/settings/robots",
    label: "notifications.robots.title",
    group: "system",
    resource: "organization",
  },
  { path: "/settings/jobs", label: "platform.jobs.title", group: "system", resource: "jobs" },
  { path: "/settings/audit", label: "platform.audit.title", group: "system", resource: "audit_events" },
  { path: "/settings/system", label: "platform.system.title", group: "system", resource: "organization" },
];

/** Reading these serves everyday work (choosing a colleague, showing a label); their settings page is for editors. */
const WORKADAY = new Set([
  "organization",
  "departments",
  "users",
  "dictionaries",
  "roles",
  "custom_fields",
  "numbering",
  "tags",
]);

/** The pages of the settings that make sense for this person. */
export function useSettingsPages(): SettingsPage[] {
  const me = useMe();
  return PAGES.filter(({ resource, needs }) => {
    const wanted = needs ?? (WORKADAY.has(resource) ? ["configure", "create", "edit"] : ["view"]);
    return wanted.some((action) => mayDo(me, resource, action));
  });
}
