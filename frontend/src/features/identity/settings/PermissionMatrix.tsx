import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Grant } from "@/api/types";
import css from "./settings.module.css";

const ACTIONS = [
  "view",
  "create",
  "edit",
  "delete",
  "export",
  "import",
  "assign",
  "approve",
  "configure",
] as const;
const SCOPES = ["own", "department", "department_tree", "all"] as const;

interface PermissionMatrixProps {
  /** Grants of all roles together: what can be granted. */
  known: readonly Grant[];
  value?: Grant[];
  onChange?: (grants: Grant[]) => void;
}

/** Resources down, actions across, in each cell how far the action reaches. */
export function PermissionMatrix({ known, value = [], onChange }: PermissionMatrixProps) {
  const { t } = useTranslation();
  const all = [...known, ...value];
  const resources = [...new Set(all.map((grant) => grant.resource))];
  const actions = ACTIONS.filter((action) => all.some((grant) => grant.action === action));
  const set = (resource: string, action: string, scope: string | undefined) => {
    const others = value.filter((grant) => grant.resource !== resource || grant.action !== action);
    onChange?.(scope ? [...others, { resource, action, scope }] : others);
  };
  return (
    <div style={{ overflow: "auto", maxHeight: 460 }}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("identity.roles.resource")}</th>
            {actions.map((action) => (
              <th key={action} scope="col">
                {t(`identity.action.${action}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {resources.map((resource) => (
            <tr key={resource}>
              <th scope="row">{t(`identity.resource.${resource}`, { defaultValue: resource })}</th>
              {actions.map((action) => {
                const possible = all.some((grant) => grant.resource === resource && grant.action === action);
                const label = `${t(`identity.resource.${resource}`, { defaultValue: resource })} ${t(`identity.action.${action}`)}`;
                return (
                  <td key={action}>
                    {possible ? (
                      <Select
                        size="small"
                        variant="borderless"
                        style={{ width: 108 }}
                        allowClear
                        placeholder="–"
                        value={
                          value.find((grant) => grant.resource === resource && grant.action === action)?.scope
                        }
                        onChange={(scope) => set(resource, action, scope)}
                        options={SCOPES.map((scope) => ({
                          value: scope,
                          label: t(`identity.scope.${scope}`),
                        }))}
                        aria-label={label}
                      />
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
