import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { api, unwrap } from "@/api/client";
import { dictionariesOptions } from "@/api/reference-data";
import type { Dictionary } from "@/api/types";
import { useErrorText } from "@/components/ui/states";

/**
 * Puts the values of a dictionary into an order that is seen at once and taken back where the server refuses it.
 * Moves made in quick succession are sent one after the other, each with the version that the one before it left.
 */
export function useValueOrder(code: string): (codes: string[]) => void {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const { queryKey } = dictionariesOptions;
  const current = () => queries.getQueryData(queryKey)?.get(code);
  const put = (dictionary: Dictionary) =>
    queries.setQueryData(queryKey, (all) => all && new Map(all).set(code, dictionary));
  const mutation = useMutation({
    scope: { id: `dictionary-order-${code}` },
    mutationFn: (codes: string[]) =>
      unwrap(
        api.PUT("/api/v1/dictionaries/{code}/order", {
          params: { path: { code }, header: { "If-Match": `"${current()?.version ?? 0}"` } },
          body: { values: codes },
        }),
      ),
    onMutate: async (codes) => {
      await queries.cancelQueries({ queryKey });
      const dictionary = current();
      if (!dictionary) return undefined;
      const values = codes.flatMap((each) => dictionary.values.filter((value) => value.code === each));
      put({ ...dictionary, values });
      return dictionary;
    },
    onSuccess: (saved) => {
      const shown = current();
      if (!shown) return;
      // What was moved since then stays where it was put.
      const places = new Map(shown.values.map((value, at) => [value.code, at]));
      const values = saved.values.toSorted(
        (a, b) => (places.get(a.code) ?? saved.values.length) - (places.get(b.code) ?? saved.values.length),
      );
      put({ ...saved, values });
    },
    onError: (error, _, before) => {
      if (before) put(before);
      void message.error(textOf(error));
      return queries.invalidateQueries({ queryKey });
    },
  });
  return (codes) => mutation.mutate(codes);
}
