import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Grant, PermissionChoices } from "@/api/types";
import css from "./settings.module.css";

interface PermissionMatrixProps {
  /** What can be granted at all. */
  choices: PermissionChoices;
  value?: Grant[];
  onChange?: (grants: Grant[]) => void;
}

/** Resources down, actions across; each line says once how far its actions reach. */
export function PermissionMatrix({ choices, value = [], onChange }: PermissionMatrixProps) {
  const { t } = useTranslation();
  const put = (grant: Grant) => {
    const others = value.filter((each) => each.resource !== grant.resource);
    onChange?.(grant.actions.length > 0 ? [...others, grant] : others);
  };
  return (
    <div className={css.matrixBox}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("identity.roles.resource")}</th>
            <th scope="col">{t("identity.roles.reach")}</th>
            {choices.actions.map((action) => (
              <th key={action} scope="col">
                {t(`identity.action.${action}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {choices.resources.map((line) => {
            const name = t(`identity.resource.${line.resource}`, { defaultValue: line.resource });
            const scopes = line.scoped ? choices.scopes : choices.scopes.filter((scope) => scope === "all");
            const grant: Grant = value.find((each) => each.resource === line.resource) ?? {
              resource: line.resource,
              actions: [],
              scope: "all",
            };
            const toggle = (action: Grant["actions"][number], on: boolean) =>
              put({
                ...grant,
                actions: line.actions.filter((each) => (each === action ? on : grant.actions.includes(each))),
              });
            return (
              <tr key={line.resource}>
                <th scope="row">{name}</th>
                <td>
                  {grant.actions.length > 0 ? (
                    <Select
                      size="small"
                      variant="borderless"
                      style={{ width: 132 }}
                      value={grant.scope}
                      onChange={(scope) => put({ ...grant, scope })}
                      options={scopes.map((scope) => ({
                        value: scope,
                        label: t(`identity.scope.${scope}`),
                      }))}
                      aria-label={`${name} ${t("identity.roles.reach")}`}
                    />
                  ) : null}
                </td>
                {choices.actions.map((action) => (
                  <td key={action}>
                    {line.actions.includes(action) ? (
                      <Checkbox
                        checked={grant.actions.includes(action)}
                        onChange={(event) => toggle(action, event.target.checked)}
                        aria-label={`${name} ${t(`identity.action.${action}`)}`}
                      />
                    ) : null}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
