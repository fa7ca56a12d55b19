import { Link } from "@tanstack/react-router";
import { PanelLeft } from "lucide-react";
import { classes } from "../ui/class";
import { Hint } from "../ui/reason";
import { type NavGroup, type NavItem, useNavigation } from "./navigation";

const ITEM =
  "flex items-center gap-2 rounded-2 text-ink-2 no-underline transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink";
const WIDE = "h-7 px-2 max-m:h-9";
const RAIL = "h-8 w-9 justify-center";

/** The places one can go from here, in three groups. */
export function Sidebar({ isRail, onCollapse }: { isRail: boolean; onCollapse?: (() => void) | undefined }) {
  const groups = useNavigation();
  return (
    <nav aria-label="Main" className="flex h-full flex-col overflow-auto px-2 pt-3 pb-2">
      {groups.map((group, index) => (
        <Group key={group.label} group={group} isRail={isRail} isFirst={index === 0} />
      ))}
      {onCollapse && (
        <div className="mt-auto pt-2">
          <Hint text={isRail ? "Expand" : "Make room: icons only"} side="right">
            <button
              type="button"
              onClick={onCollapse}
              aria-label={isRail ? "Expand sidebar" : "Collapse sidebar"}
              className={classes(ITEM, isRail ? RAIL : classes(WIDE, "w-full"))}
            >
              <PanelLeft size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
              {!isRail && "Collapse"}
            </button>
          </Hint>
        </div>
      )}
    </nav>
  );
}

function Group({ group, isRail, isFirst }: { group: NavGroup; isRail: boolean; isFirst: boolean }) {
  return (
    <>
      {isRail ? (
        !isFirst && <div aria-hidden className="mx-1 my-2 border-t border-line" />
      ) : (
        <h2 className="px-2 pt-3 pb-1 text-cap font-medium tracking-normal text-ink-3">{group.label}</h2>
      )}
      <ul aria-label={group.label} className="flex flex-col gap-px">
        {group.items.map((item) => (
          <li key={item.to}>
            <Item item={item} isRail={isRail} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Item({ item, isRail }: { item: NavItem; isRail: boolean }) {
  const link = (
    <Link
      to={item.to}
      activeOptions={{ exact: false, includeSearch: false }}
      aria-label={isRail ? item.label : undefined}
      className={classes("group", ITEM, isRail ? RAIL : WIDE)}
    >
      <item.icon
        size={16}
        strokeWidth={1.75}
        aria-hidden
        className="text-ink-3 group-aria-[current=page]:text-accent"
      />
      {!isRail && <span className="truncate">{item.label}</span>}
    </Link>
  );
  if (!isRail) return link;
  return (
    <Hint text={item.label} side="right">
      {link}
    </Hint>
  );
}
