// What every page does beyond plain HTML. Without it all of this still works,
// by opening, posting and reloading.

import { askAfterBack } from "./lib/back";
import { filterLists } from "./lib/filter";
import { closeMenusOutside } from "./lib/menu";
import { changeLookInPlace } from "./lib/look";
import { printWhereAsked } from "./lib/print";
import { giveBackWhatWasTyped } from "./lib/typed";
import { askBeforeSignOut } from "./lib/signout";
import { showWaiting } from "./lib/waiting";

askAfterBack();
closeMenusOutside();
filterLists();
printWhereAsked();
changeLookInPlace();
askBeforeSignOut();
showWaiting();
giveBackWhatWasTyped();
