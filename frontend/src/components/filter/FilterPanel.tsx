import { Button, Input, Segmented } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { IconButton } from "@/components/ui/IconButton";
import { ConditionRow } from "./ConditionRow";
import css from "./filter.module.css";
import {
  emptyGroup,
  type FilterNode,
  filterable,
  firstAsked,
  type Group,
  newCondition,
  settled,
} from "./model";
import { parseFilter } from "./parse";
import { printFilter } from "./print";

/** The filter language refuses deeper nesting long after people lose the thread. */
const DEEPEST = 3;

interface GroupEditorProps {
  fields: readonly Field[];
  group: Group;
  depth: number;
  onChange: (next: Group) => void;
  onRemove?: () => void;
}

function GroupEditor({ fields, group, depth, onChange, onRemove }: GroupEditorProps) {
  const { t } = useTranslation();
  const first = firstAsked(fields);
  const put = (at: number, item: FilterNode | null) => {
    const items = group.items.flatMap((each, index) => (index === at ? (item ? [item] : []) : [each]));
    onChange({ ...group, items });
  };
  const add = (item: FilterNode) => onChange({ ...group, items: [...group.items, item] });
  return (
    <div className={css.group}>
      <div className={css.groupHead}>
        <Segmented<Group["join"]>
          size="small"
          value={group.join}
          onChange={(join) => onChange({ ...group, join })}
          options={[
            { value: "and", label: t("common.filter.all") },
            { value: "or", label: t("common.filter.any") },
          ]}
        />
        {onRemove ? (
          <IconButton size="small" icon={Trash2} label={t("common.filter.removeGroup")} onClick={onRemove} />
        ) : null}
      </div>
      {group.items.map((item, at) =>
        item.kind === "group" ? (
          <GroupEditor
            key={at}
            fields={fields}
            group={item}
            depth={depth + 1}
            onChange={(next) => put(at, next)}
            onRemove={() => put(at, null)}
          />
        ) : (
          <ConditionRow
            key={at}
            fields={fields}
            condition={item}
            onChange={(next) => put(at, next)}
            onRemove={() => put(at, null)}
          />
        ),
      )}
      <div className={css.actions}>
        <Button
          size="small"
          type="text"
          icon={<Plus size={14} />}
          disabled={!first}
          onClick={() => first && add(newCondition(first))}
        >
          {t("common.filter.addCondition")}
        </Button>
        {depth < DEEPEST ? (
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            disabled={!first}
            onClick={() => first && add({ ...emptyGroup("or"), items: [newCondition(first)] })}
          >
            {t("common.filter.addGroup")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface FilterPanelProps {
  fields: readonly Field[];
  filter: string;
  onApply: (filter: string) => void;
}

/** A panel opened without conditions begins with one to fill in: it is discarded where nothing is entered. */
function begun(group: Group | null, fields: readonly Field[]): Group | null {
  const first = firstAsked(fields);
  return group?.items.length === 0 && first ? { ...group, items: [newCondition(first)] } : group;
}

/** The whole filter, in groups; or as an expression, for those who write one. */
export default function FilterPanel({ fields, filter, onApply }: FilterPanelProps) {
  const { t } = useTranslation();
  const offered = filterable(fields);
  const kindOf = (path: string) => fields.find((field) => field.path === path)?.kind;
  const read = (source: string) => {
    const parsed = parseFilter(source);
    return parsed && settled(parsed, kindOf);
  };
  const [group, setGroup] = useState<Group | null>(() => begun(read(filter), offered));
  const [text, setText] = useState(filter);
  const [asText, setAsText] = useState(group === null);
  const printed = group ? printFilter(group, kindOf) : text;
  const toText = () => {
    setText(printed);
    setAsText(true);
  };
  const toBuilder = () => {
    const parsed = read(text);
    setGroup(parsed);
    setAsText(parsed === null);
  };
  return (
    <div className={css.panel}>
      {asText || !group ? (
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 12 }}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          aria-label={t("common.filter.expression")}
          style={{ fontFamily: "var(--mono)", fontSize: 13 }}
        />
      ) : (
        <GroupEditor fields={offered} group={group} depth={1} onChange={setGroup} />
      )}
      <div className={css.foot}>
        <Button
          type="link"
          size="small"
          onClick={asText ? toBuilder : toText}
          disabled={asText && parseFilter(text) === null}
        >
          {asText ? t("common.filter.asConditions") : t("common.filter.asExpression")}
        </Button>
        <span className={css.actions}>
          <Button onClick={() => onApply("")}>{t("common.filter.clear")}</Button>
          <Button type="primary" onClick={() => onApply(asText ? text.trim() : printed)}>
            {t("common.filter.apply")}
          </Button>
        </span>
      </div>
    </div>
  );
}
