"""A pool's life: clear, destroy, how many there may be, and counts that create refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .counts import AcceptedCounts
from .survey import Survey, refusal, shown

_POOLS: Final = 3
_LIVES: Final = 4


def infer_clear(survey: Survey) -> None:
    if "clear" not in survey.prober.can:
        survey.draft.leave_out("life.clear", "there is none")
        return
    survey.on_progress("clear")
    outcome = survey.probe("clear", most=survey.most)
    after, cleared = outcome.of("after"), outcome.of("cleared")
    if not outcome.came_back or not cleared:
        survey.draft.leave_out("life.clear", f"the process that cleared {outcome.ending}")
        return
    lent = [each[0] for each in after]
    if min(lent) < survey.most:
        survey.draft.leave_out("life.clear", f"after a clear {min(lent):,} of {survey.most:,} blocks could be lent")
        return
    survey.draft.promise("life.clear", True, f"after {len(cleared)} of {len(cleared)} clears every block could be lent")
    orders = [each[1] for each in after]
    if survey.most == 1:
        survey.draft.leave_out("order.after_clear", "with one block there is no order to see")
    elif all(each == orders[0] for each in orders):
        survey.draft.promise(
            "order.after_clear", "as-created", f"the same {survey.most:,} blocks in the same order, {len(orders) - 1} times"
        )
    else:
        survey.draft.leave_out("order.after_clear", "blocks came in another order than after create")


def infer_destroy(survey: Survey) -> None:
    survey.on_progress("destroy")
    path = "life.destroy"
    if "destroy" not in survey.prober.can:
        survey.draft.promise(path, "none", "there is none")
        return
    with_none = survey.probe("destroy", lent=0, lives=_LIVES)
    with_some = survey.probe("destroy", lent=min(survey.most, 3), lives=_LIVES)
    if with_none.came_back and len(with_none.of("destroyed")) == _LIVES:
        if with_some.came_back and len(with_some.of("destroyed")) == _LIVES:
            survey.draft.promise(
                path, "frees", f"{2 * _LIVES} of {2 * _LIVES} pools were destroyed, and half of them had blocks lent"
            )
        else:
            why = f"with blocks lent, the process that destroyed {with_some.ending}"
            survey.draft.promise(path, "needs-all-returned", why)
        nothing = survey.probe("destroy", lent=None, lives=1)
        if survey.prober.can >= {"create"} and nothing.came_back and nothing.of("destroyed"):
            survey.draft.promise("life.destroy_null", True, "destroy(NULL) came back")
    else:
        survey.draft.promise(path, "none", f"the process that destroyed a pool {with_none.ending}")


def infer_instances(survey: Survey) -> None:
    path = "life.instances"
    if not survey.prober.makes_pools:
        survey.draft.promise(path, "one", "there is no create")
        return
    survey.on_progress("several pools")
    outcome = survey.probe("instances", pools=_POOLS)
    created, got = outcome.of("created"), outcome.of("got")
    handles = [each[1] for each in created if each[0] == 0]
    lent = [each[1] for each in got if each[1] is not None]
    if len(handles) < len(created) and handles:
        survey.draft.promise(path, "any", f"while {len(handles)} lived, one more was answered {created[-1][0]}")
    elif not outcome.came_back or not handles:
        survey.draft.promise(path, "one", f"the process that made a second one {outcome.ending}")
    elif len(set(handles)) < len(handles):
        survey.draft.promise(path, "one", "a second create gave the same pool")
    elif len(set(lent)) < len(lent):
        survey.draft.promise(path, "one", "a second pool lent what the first one had lent")
    else:
        survey.draft.promise(path, "many", f"{len(handles)} lived at once")


def infer_counts(survey: Survey, counts: AcceptedCounts | None) -> None:
    """Promise the counts that were accepted, and what the others were answered."""
    count = survey.asked.count
    if counts is None:
        survey.draft.leave_out("life.bad_config", "there is no create that takes a count")
        return
    path = "life.bad_config"
    if counts.smaller:
        survey.draft.leave_out("block.counts", f"{counts.smaller} of {counts.tried} counts made a pool of fewer blocks")
    elif counts.first == counts.last:
        survey.draft.leave_out("block.counts", f"of {counts.tried} counts only {count} was accepted")
    else:
        end = "; none above it was tried" if counts.is_open else "; what lies beyond was not accepted"
        survey.draft.promise("block.counts", (counts.first, counts.last), f"{counts.tried} counts were tried{end}")
        if counts.holes:
            survey.draft.promise("block.all_counts", False, f"{counts.holes} between them were not accepted")
    codes = list(counts.refusals)
    if counts.is_open:
        survey.draft.leave_out(path, f"no count that was tried was too large (0 was answered {shown(codes[:1]) or 'nothing'})")
    elif codes and all(codes) and not counts.deaths:
        survey.draft.promise(path, refusal(codes), f"{len(codes)} counts were answered {shown(codes)}")
    else:
        accepted = sum(code == 0 for code in codes)
        why = f"of the counts outside, {accepted} made a pool of another size, {counts.deaths} ended the process"
        survey.draft.leave_out(path, why)


def infer_refused_config(survey: Survey) -> None:
    """Of bufferpool.h: what create answers to a capacity of 0."""
    outcome = survey.prober.probe("create", replace(survey.asked, count=0, is_default=False))
    created, path = outcome.last("created"), "life.bad_config"
    if created is not None and created[0] != 0:
        survey.draft.promise(path, refusal([created[0]]), f"a capacity of 0 was answered {created[0]}")
    else:
        survey.draft.leave_out(path, f"a capacity of 0 was accepted, or {outcome.ending}")
