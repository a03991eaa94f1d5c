import { Button, Drawer, Popover, Select } from "antd";
import { ListFilter, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/components/fields/types";
import { FocusBack } from "@/lib/focus";
import { useIsPhone } from "@/lib/media";
import { AddCondition } from "./AddCondition";
import css from "./filter.module.css";
import {
  type Condition,
  emptyGroup,
  type FilterNode,
  type Group,
  isComplete,
  newCondition,
  type Operator,
  operatorLabel,
  operatorsFor,
  settled,
  withOperator,
} from "./model";
import type { parseFilter } from "./parse";
import { printFilter } from "./print";
import { ConditionWords, GroupWords } from "./words";

const ConditionValue = lazy(async () => ({ default: (await import("./ConditionValue")).ConditionValue }));
const FilterPanel = lazy(() => import("./FilterPanel"));

interface FilterChipsProps {
  fields: readonly Field[];
  /** The filter as CEL, empty for none. */
  filter: string;
  onChange: (filter: string) => void;
}

let parser: typeof parseFilter | null = null;
const NOTHING = emptyGroup("and");

/**
 * The filter as conditions; null where it says more than conditions can, undefined for the moment it takes to load the
 * parser: most lists open without a filter and need not wait for it.
 */
function useParsed(
  filter: string,
  kindOf: (path: string) => Field["kind"] | undefined,
): Group | null | undefined {
  const [parse, setParse] = useState(() => parser);
  useEffect(() => {
    if (!filter || parse) return;
    void import("./parse").then((module) => {
      parser = module.parseFilter;
      setParse(() => parser);
    });
  }, [filter, parse]);
  const parsed = useMemo(() => (filter ? parse?.(filter) : NOTHING), [filter, parse]);
  return parsed && settled(parsed, kindOf);
}

/** The filter as a row of chips, each edited in place, with the way into the panel for groups. */
export function FilterChips({ fields, filter, onChange }: FilterChipsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [panel, setPanel] = useState(false);
  const [draft, setDraft] = useState<Condition | null>(null);
  const kindOf = (path: string) => fields.find((field) => field.path === path)?.kind;
  const group = useParsed(filter, kindOf);
  const write = (next: Group) => onChange(printFilter(next, kindOf));
  // Chips read as "all of these": an "or" at the top is one chip that opens the panel.
  const flat = group?.join === "and" || (group?.items.length ?? 0) < 2 ? group : null;
  const put = (at: number, item: FilterNode | null) => {
    if (!flat) return;
    write({
      ...flat,
      join: "and",
      items: flat.items.flatMap((each, index) => (index === at ? (item ? [item] : []) : [each])),
    });
  };
  const openPanel = () => setPanel(true);
  return (
    <div ref={box} className={css.chips}>
      {filter && group !== undefined && !flat ? (
        <Chip onOpen={openPanel} onRemove={() => onChange("")}>
          {group ? <GroupWords group={group} fields={fields} /> : <code>{filter}</code>}
        </Chip>
      ) : null}
      {flat?.items.map((item, at) => {
        const field = item.kind === "condition" ? fields.find((each) => each.path === item.field) : undefined;
        const remove = () => put(at, null);
        return item.kind === "condition" && field ? (
          <ConditionChip
            key={at}
            field={field}
            condition={item}
            onChange={(next) => put(at, next)}
            onRemove={remove}
          />
        ) : (
          <Chip key={at} onOpen={openPanel} onRemove={remove}>
            {item.kind === "group" ? <GroupWords group={item} fields={fields} /> : item.field}
          </Chip>
        );
      })}
      {draft ? (
        <ConditionChip
          field={fields.find((each) => each.path === draft.field) as Field}
          condition={draft}
          startOpen
          onChange={(next) => {
            setDraft(null);
            // The editor is gone with the draft: the keyboard goes on where the next condition begins.
            if (document.activeElement?.closest(".ant-popover"))
              box.current?.querySelector<HTMLElement>("[data-add-condition]")?.focus();
            if (isComplete(next))
              write({ ...(flat ?? { kind: "group" }), join: "and", items: [...(flat?.items ?? []), next] });
          }}
          onRemove={() => setDraft(null)}
        />
      ) : null}
      {flat || group === undefined ? (
        <AddCondition fields={fields} onPick={(field) => setDraft(newCondition(field))} />
      ) : null}
      <PanelFrame open={panel} onOpen={setPanel}>
        <FilterPanel
          fields={fields}
          filter={filter}
          onApply={(next) => {
            setPanel(false);
            onChange(next);
          }}
        />
      </PanelFrame>
    </div>
  );
}

interface PanelFrameProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}

/** The way into the panel: below its button on a desk, from below the screen on a phone, which is too narrow for that. */
function PanelFrame({ open, onOpen, children }: PanelFrameProps) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const content = <Suspense fallback={null}>{children}</Suspense>;
  const button = (
    <Button
      type="text"
      size="small"
      icon={<ListFilter size={15} />}
      aria-label={t("common.filter.title")}
      title={t("common.filter.title")}
      {...(phone ? { onClick: () => onOpen(true) } : {})}
    />
  );
  if (!phone) {
    return (
      <Popover
        trigger="click"
        open={open}
        onOpenChange={onOpen}
        placement="bottomLeft"
        destroyOnHidden
        content={content}
      >
        {button}
      </Popover>
    );
  }
  return (
    <>
      {button}
      <Drawer
        open={open}
        placement="bottom"
        size="80%"
        title={t("common.filter.title")}
        onClose={() => onOpen(false)}
        destroyOnHidden
      >
        {content}
      </Drawer>
    </>
  );
}

function Chip({
  children,
  onOpen,
  onRemove,
}: {
  children: ReactNode;
  onOpen?: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <span className={css.chip}>
      <button type="button" className={css.words} onClick={onOpen}>
        {children}
      </button>
      <button
        type="button"
        className={css.drop}
        onClick={(event) => {
          event.stopPropagation(); // the chip around opens its editor
          onRemove();
        }}
        aria-label={t("common.action.remove")}
      >
        <X size={13} />
      </button>
    </span>
  );
}

interface ConditionChipProps {
  field: Field;
  condition: Condition;
  startOpen?: boolean;
  onChange: (next: Condition) => void;
  onRemove: () => void;
}

function ConditionChip({ field, condition, startOpen = false, onChange, onRemove }: ConditionChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(startOpen);
  const [edited, setEdited] = useState(condition);
  const close = (next: boolean) => {
    if (next) setEdited(condition);
    setOpen(next);
    if (!next && startOpen) onChange(edited);
    else if (!next && isComplete(edited)) onChange(edited);
  };
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={close}
      placement="bottomLeft"
      destroyOnHidden
      content={
        <form
          className={css.editor}
          onSubmit={(event) => {
            event.preventDefault();
            close(false);
          }}
        >
          <FocusBack />
          <Select
            size="small"
            value={edited.op}
            onChange={(op: Operator) => setEdited(withOperator(edited, op))}
            options={operatorsFor(field).map((op) => ({ value: op, label: t(operatorLabel(field, op)) }))}
            aria-label={t("common.filter.operator")}
          />
          <Suspense fallback={null}>
            <ConditionValue
              field={field}
              condition={edited}
              onChange={(value) => setEdited({ ...edited, value })}
              autoFocus
            />
          </Suspense>
          <Button type="primary" size="small" htmlType="submit">
            {t("common.filter.apply")}
          </Button>
        </form>
      }
    >
      <span>
        <Chip onRemove={onRemove}>
          <ConditionWords field={field} condition={condition} />
        </Chip>
      </span>
    </Popover>
  );
}
