import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { regions } from "../api/instances";
import { Select } from "../ui/field";

/** The regions of this server: `EU · Frankfurt`. */
export function RegionSelect(props: ComponentProps<typeof Select>) {
  const list = useQuery(regions()).data?.items ?? [];
  // Options that come late would leave an uncontrolled select on the first of them, whatever its default.
  return (
    <Select key={list.length} {...props}>
      {list.map((region) => (
        <option key={region.id} value={region.id}>
          {sayRegion(region)}
        </option>
      ))}
    </Select>
  );
}

export function sayRegion(region: { id: string; name: string }): string {
  const id = region.id.toUpperCase();
  return region.name.toUpperCase() === id ? id : `${id} · ${region.name}`;
}
