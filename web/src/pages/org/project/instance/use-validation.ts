import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { InstancePlace } from "../../../../api/instances";
import { validate } from "../../../../api/policy";
import type { Problem } from "../../../../ui/editor/problems";

const PAUSE_MS = 350;
const NONE: Problem[] = [];

export type Validation = {
  problems: Problem[];
  /** The answer is about the text on screen; an older one stays, dimmed, until then. */
  isCurrent: boolean;
  isValid: boolean;
  failure: unknown;
  again: () => void;
};

/** What the server finds wrong with the text, asked when the typing pauses. */
export function useValidation(place: InstancePlace, text: string): Validation {
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["instance", place.instance, "validation", asked],
    queryFn: () => validate(place, asked),
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  return {
    problems: query.data?.problems ?? NONE,
    isCurrent: asked === text && !query.isFetching && query.data !== undefined && !query.isPlaceholderData,
    isValid: query.data?.valid ?? false,
    failure: query.error,
    again: () => {
      setAsked(text);
      void query.refetch();
    },
  };
}
