import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Mentions } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { collaboration } from "@/api/collaboration";
import type { Reference } from "@/api/resource";
import type { Mentionable } from "@/api/types";
import { Avatar } from "@/components/ui/Avatar";
import { useErrorText } from "@/components/ui/states";
import { useDebounced } from "@/lib/debounce";
import css from "./comments.module.css";
import { toBody, toTyped } from "./mention-text";

/** What the server takes. */
const LONGEST = 4000;

interface CommentFieldProps {
  /** Path of the kind of record. */
  name: string;
  id: string;
  label: string;
  submitLabel: string;
  /** A comment that is changed. */
  body?: string;
  people?: readonly Reference[];
  /** Stores it; a refusal is told below the field, and what was typed stays. */
  onSubmit: (body: string) => Promise<unknown>;
  onCancel?: () => void;
}

function Offer({ person }: { person: Mentionable }) {
  return (
    <span className={css.offer}>
      <Avatar name={person.name} size={20} /> {person.name} <small>{person.login}</small>
    </span>
  );
}

/** A field for a comment, in which `@` offers the colleagues who see the record. */
export function CommentField(props: CommentFieldProps) {
  const { name, id, label, people = [], onSubmit, onCancel } = props;
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [typed, setTyped] = useState(() => toTyped(props.body ?? "", people));
  const [chosen, setChosen] = useState(() => new Map(people.map((person) => [person.name, person.id])));
  const [looking, setLooking] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const q = useDebounced(looking ?? "", 150);
  const found = useQuery({
    queryKey: [name, "detail", id, "mentionable", q],
    queryFn: ({ signal }) => collaboration(name).mentionable(id, q, signal),
    enabled: looking !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const offered = found.data ?? [];
  const options = offered.map((person) => {
    // Namesakes are told apart by what they sign in with.
    const alone = offered.filter((other) => other.name === person.name).length === 1;
    const value = alone ? person.name : `${person.name} (${person.login})`;
    return { key: person.id, value, label: <Offer person={person} /> };
  });
  const text = typed.trim();
  const submit = async () => {
    if (!text || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onSubmit(toBody(text, chosen));
      setTyped("");
      setChosen(new Map());
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void submit();
    } else if (event.key === "Escape" && onCancel) onCancel();
  };
  return (
    <div className={css.field}>
      <Mentions
        aria-label={label}
        aria-invalid={error ? true : undefined}
        autoSize={{ minRows: 2, maxRows: 10 }}
        placeholder={t("notifications.comments.placeholder")}
        maxLength={LONGEST}
        value={typed}
        onChange={setTyped}
        onSearch={setLooking}
        onSelect={({ value }) => {
          // The component makes keys of its own: the person is found by what was written.
          const person = options.find((option) => option.value === value);
          if (person) setChosen(new Map(chosen).set(person.value, person.key));
        }}
        onKeyDown={onKeyDown}
        filterOption={false}
        loading={found.isFetching}
        notFoundContent={t("notifications.comments.nobody")}
        options={options}
      />
      {error ? (
        <p className={css.refusal} role="alert">
          {textOf(error)}
        </p>
      ) : null}
      <div className={css.fieldFoot}>
        <Button type="primary" size="small" loading={busy} disabled={!text} onClick={() => void submit()}>
          {props.submitLabel}
        </Button>
        {onCancel ? (
          <Button type="text" size="small" onClick={onCancel}>
            {t("common.action.cancel")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
