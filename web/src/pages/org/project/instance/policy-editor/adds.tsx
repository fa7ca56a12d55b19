import { FolderTree, Link2, Plus, Tag } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../../../ui/button";
import { Menu, MenuItem } from "../../../../../ui/menu";
import { addKey, addTest, testText } from "./condition-edits";
import { useWork } from "./context";
import { word } from "./operand";
import type { Operator } from "./operators";
import { isJsonSource, type Path } from "./splice";
import { type Found, relationsOf } from "./tables";
import { NewTest } from "./test-row";

type Adding = "test" | "$or" | "$and" | "$not";

/** What can be added to a mapping of conditions. */
export function Adds({
  path,
  found,
  isBesideChoices,
}: {
  path: Path;
  found: Found | undefined;
  isBesideChoices?: boolean;
}) {
  const { text, edit, model, isReadOnly } = useWork();
  const [adding, setAdding] = useState<Adding | null>(null);
  // The focus returns to where the condition was asked for.
  const [wasAdding, setWasAdding] = useState(false);
  const close = () => {
    setAdding(null);
    setWasAdding(true);
  };
  if (isReadOnly) return null;
  const add = (column: string, operator: Operator, value: string) => {
    const one = testText(text, column, operator, value);
    close();
    if (adding === "test") edit(addTest(text, path, column, operator, value));
    else if (adding === "$not") edit(addKey(text, path, "$not", one));
    else if (adding) edit(addKey(text, path, adding, `[${one}]`));
  };
  if (adding) return <NewTest found={found} onAdd={add} onCancel={close} />;
  const relations = found ? relationsOf(found) : [];
  return (
    <div className="flex flex-wrap items-center gap-x-1 pt-0.5">
      <Button look="ghost" size="small" icon={Plus} autoFocus={wasAdding} onClick={() => setAdding("test")}>
        {isBesideChoices ? "Condition beside" : "Condition"}
      </Button>
      <Menu
        trigger={
          <Button look="ghost" size="small" icon={FolderTree}>
            Group
          </Button>
        }
      >
        <MenuItem onSelect={() => setAdding("$or")}>Any of</MenuItem>
        <MenuItem onSelect={() => setAdding("$and")}>All of</MenuItem>
        <MenuItem onSelect={() => setAdding("$not")}>Not</MenuItem>
      </Menu>
      {relations.length > 0 && (
        <Menu
          trigger={
            <Button look="ghost" size="small" icon={Link2}>
              Relation
            </Button>
          }
        >
          {relations.map((relation) => (
            <MenuItem
              key={relation.name}
              hint={`by ${relation.by}`}
              onSelect={() => edit(addKey(text, path, relation.name, "{}"))}
            >
              <span className="font-mono text-code">{relation.name}</span>
            </MenuItem>
          ))}
        </Menu>
      )}
      {model.predicates.length > 0 && (
        <Menu
          trigger={
            <Button look="ghost" size="small" icon={Tag}>
              Predicate
            </Button>
          }
        >
          {model.predicates.map((name) => (
            <MenuItem key={name} onSelect={() => edit(addKey(text, path, "$use", word(name, isJsonSource(text))))}>
              <span className="font-mono text-code">{name}</span>
            </MenuItem>
          ))}
        </Menu>
      )}
    </div>
  );
}
