import { useQuery } from "@tanstack/react-query";
import type { InstancePlace } from "../../../../api/instances";
import { policy } from "../../../../api/policy";
import type { OutlineItem } from "./outline";

/** What the deployed policy lists; undefined until it is known, empty when nothing is deployed or it may not be seen. */
export function useOutline(place: InstancePlace): readonly OutlineItem[] | undefined {
  const query = useQuery(policy(place));
  const source = query.error ? "" : query.data && (query.data.deployed?.source ?? "");
  return useQuery({
    queryKey: ["outline", source],
    // The reader of YAML is heavy, and most pages need none.
    queryFn: async () => (await import("./outline")).outlineOf(source ?? ""),
    enabled: source !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
