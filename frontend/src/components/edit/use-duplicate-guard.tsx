import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { isProblem } from "@/api/problem";
import { organizationOptions } from "@/api/reference-data";
import type { DuplicateMatch } from "@/api/types";
import { useErrorText } from "@/components/ui/states";

const DuplicateDialog = lazy(async () => ({ default: (await import("./DuplicateDialog")).DuplicateDialog }));

/** Stores something, with the reason where the person has given one. */
type Store<T> = (reason?: string) => Promise<T>;

interface Question {
  matches: readonly DuplicateMatch[];
  /** A reason was given and did not help: the policy blocks, even where it could not be read. */
  refusedAgain: boolean;
  store: Store<unknown>;
  resolve: (stored: unknown) => void;
  reject: (error: unknown) => void;
}

/** What the organization does about duplicates; undefined until known, or where the person may not read it. */
export function useDuplicatePolicy() {
  return useQuery({ ...organizationOptions, retry: false }).data?.settings.duplicate_policy;
}

const isDuplicate = (error: unknown) => isProblem(error, 409) && error.code === "duplicate_suspected";

function matchesOf(error: unknown): DuplicateMatch[] {
  return isProblem(error) && Array.isArray(error.details.matches)
    ? (error.details.matches as DuplicateMatch[])
    : [];
}

interface DuplicateGuard {
  /**
   * Runs `store`; where the server refuses it as a duplicate, shows what it looks like and, where the organization allows
   * that, runs it once more with the person's reason. Null when the person goes back instead.
   */
  guard: <T>(store: Store<T>) => Promise<T | null>;
  /** To be drawn somewhere on the page. */
  dialog: ReactNode;
}

/** Asks about suspected duplicates of the records that open under `path`. */
export function useDuplicateGuard(path: string): DuplicateGuard {
  const textOf = useErrorText();
  const [question, setQuestion] = useState<Question | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const guard = async <T,>(store: Store<T>): Promise<T | null> => {
    try {
      return await store();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return new Promise<T | null>((resolve, reject) => {
        setProblem(null);
        setQuestion({
          matches: matchesOf(error),
          refusedAgain: false,
          store,
          resolve: resolve as Question["resolve"],
          reject,
        });
      });
    }
  };

  const answer = async (asked: Question, reason: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const stored = await asked.store(reason);
      setQuestion(null);
      asked.resolve(stored);
    } catch (error) {
      if (isDuplicate(error)) setQuestion({ ...asked, matches: matchesOf(error), refusedAgain: true });
      else if (isProblem(error, 0))
        setProblem(textOf(error)); // no answer came: the reason stays to be sent again
      else {
        setQuestion(null);
        asked.reject(error);
      }
    } finally {
      setBusy(false);
    }
  };

  const dialog = question ? (
    <Suspense fallback={null}>
      <Asked
        question={question}
        path={path}
        busy={busy}
        problem={problem}
        onReason={(reason) => void answer(question, reason)}
        onCancel={() => {
          setQuestion(null);
          question.resolve(null);
        }}
      />
    </Suspense>
  ) : null;
  return { guard, dialog };
}

interface AskedProps {
  question: Question;
  path: string;
  busy: boolean;
  problem: string | null;
  onReason: (reason: string) => void;
  onCancel: () => void;
}

/** The dialog once the policy is known: it is read only when a duplicate was refused. */
function Asked({ question, ...rest }: AskedProps) {
  const policy = useDuplicatePolicy();
  return (
    <DuplicateDialog
      {...rest}
      matches={question.matches}
      blocked={policy === "block" || question.refusedAgain}
    />
  );
}
