// What every page does beyond plain HTML. Without it all of this still works,
// by opening, posting and reloading.

import { askAfterBack } from "./lib/back";
import { closeMenusOutside } from "./lib/menu";
import { changeLookInPlace } from "./lib/look";
import { printWhereAsked } from "./lib/print";
import { giveBackWhatWasTyped } from "./lib/typed";
import { askBeforeSignOut } from "./lib/unsent";

askAfterBack();
closeMenusOutside();
printWhereAsked();
changeLookInPlace();
askBeforeSignOut();
giveBackWhatWasTyped();
