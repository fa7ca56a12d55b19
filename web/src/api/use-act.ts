import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { type ApiError, asApiError } from "./error";

export type Act<Input, Output = unknown> = {
  run: (input: Input) => void;
  isBusy: boolean;
  isDone: boolean;
  output: Output | undefined;
  error: ApiError | null;
  clear: () => void;
};

/** One change: a second press while it is under way does nothing; afterwards everything on screen is asked again. */
export function useAct<Input, Output>(
  change: (input: Input) => Promise<Output>,
  onDone?: (output: Output, input: Input) => unknown,
): Act<Input, Output> {
  const queries = useQueryClient();
  const isRunning = useRef(false);
  const mutation = useMutation({
    mutationFn: change,
    onSuccess: async (output, input) => {
      await onDone?.(output, input);
      await queries.invalidateQueries();
    },
    onSettled: () => {
      isRunning.current = false;
    },
  });
  return {
    run: (input) => {
      if (isRunning.current) return;
      isRunning.current = true;
      mutation.mutate(input);
    },
    isBusy: mutation.isPending,
    isDone: mutation.isSuccess,
    output: mutation.data,
    error: mutation.error ? asApiError(mutation.error) : null,
    clear: mutation.reset,
  };
}
