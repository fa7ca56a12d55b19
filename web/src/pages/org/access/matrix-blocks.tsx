import { Avatar } from "../../../ui/avatar";
import { ownActions, reachOf } from "./levels";
import { type MatrixProps, sayReach, sayWhere } from "./matrix-table";

/** The matrix where there is no room for columns: a block for each member, its rights in words. */
export function MatrixBlocks({ names, lines, areas, chosen }: MatrixProps) {
  return (
    <ul aria-label="What each member may do where" className="border-t border-line">
      {lines.map((line) => {
        const held: [name: string, said: string][] = chosen
          ? ownActions(chosen)
              .filter((action) => line.whole.has(action) || line.partly.has(action))
              .map((action) => [action, line.whole.has(action) ? "yes" : "on some things"])
          : areas
              .map((area): [string, string] => [area.title, sayReach(reachOf(area, line))])
              .filter(([, said]) => said !== "None");
        return (
          <li key={line.key} className="border-b border-line px-(--gutter) py-3">
            <p className="flex items-center gap-2">
              <Avatar name={line.member.name} />
              <b className="[overflow-wrap:anywhere]">{line.member.name}</b>
              <span className="text-cap text-ink-3 [overflow-wrap:anywhere]">{sayWhere(line, names)}</span>
            </p>
            {held.length === 0 ? (
              <p className="pt-1 pl-[30px] text-ink-3">nothing</p>
            ) : (
              <dl
                className={`grid ${chosen ? "grid-cols-[minmax(0,1fr)_auto]" : "grid-cols-2"} gap-x-3 pt-1 pl-[30px]`}
              >
                {held.map(([name, said]) => (
                  <div key={name} className="contents">
                    <dt className={chosen ? "font-mono text-code [overflow-wrap:anywhere]" : "text-ink-2"}>{name}</dt>
                    <dd>{said}</dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        );
      })}
    </ul>
  );
}
