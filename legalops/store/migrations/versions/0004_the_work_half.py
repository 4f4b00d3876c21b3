"""The work half: goals, decisions, projects, meetings, skills, ideas, lessons, technology"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Children before their parents, the order in which they are dropped.
NEW = (
    "milestone_move",
    "lesson",
    "decision_voice",
    "decision_score",
    "check_in",
    "status_note",
    "risk",
    "retrospective",
    "project_goal",
    "project_cost",
    "milestone",
    "key_result",
    "decision_option",
    "decision_criterion",
    "benefit",
    "training",
    "system_rating",
    "skill_level",
    "role_need",
    "project",
    "meeting",
    "idea_support",
    "goal",
    "experiment",
    "decision",
    "assessment_level",
    "win",
    "visit",
    "system",
    "skill",
    "record_person",
    "objective",
    "job_role",
    "idea",
    "forum",
    "form_draft",
    "digest_sent",
    "calendar_feed",
    "assessment",
    "action",
    "search_entry",
    "record_link",
)


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, BIG, nullable=null)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _to(name: str, table: str, other: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a column that points to another table's id."""
    points = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{name}_{other}"))
    return sa.Column(name, BIG, points, nullable=null)


def _kept(table: str) -> tuple[Any, ...]:
    """Return the columns that every record has."""
    return (
        _whole("id"),
        _text("title"),
        _to("made_by", table, "user", null=True),
        _text("maker"),
        _text("made_at"),
        _text("changed_by"),
        _text("changed_at"),
        _text("withdrawn_at", null=True),
        _whole("version"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _table(name: str, *parts: Any, in_order: bool = False) -> None:
    options = {"sqlite_with_rowid": False} if in_order else {}
    op.create_table(name, *parts, sqlite_strict=True, **options)


def upgrade() -> None:
    op.create_index(
        op.f("ix_audit_event_subject"), "audit_event", ["subject", "subject_id"], unique=False
    )
    _shared()
    _goals()
    _projects()
    _technology()
    _decisions()
    _meetings()
    _skills()
    _ideas()
    _lessons()


def _shared() -> None:
    _table(
        "record_person",
        _text("kind"),
        _whole("record_id"),
        _text("part"),
        _to("user_id", "record_person", "user"),
        sa.PrimaryKeyConstraint(
            "kind", "record_id", "part", "user_id", name=op.f("pk_record_person")
        ),
        in_order=True,
    )
    op.create_index(op.f("ix_record_person_user_id"), "record_person", ["user_id"], unique=False)
    _table(
        "record_link",
        _whole("id"),
        _text("from_kind"),
        _whole("from_id"),
        _text("to_kind"),
        _whole("to_id"),
        _text("made_by"),
        _text("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
    )
    op.create_index(
        op.f("ix_record_link_one"),
        "record_link",
        ["from_kind", "from_id", "to_kind", "to_id"],
        unique=True,
    )
    op.create_index(op.f("ix_record_link_other"), "record_link", ["to_kind", "to_id"], unique=False)
    _table(
        "search_entry",
        _text("kind"),
        _whole("record_id"),
        _text("words"),
        sa.PrimaryKeyConstraint("kind", "record_id", name=op.f("pk_search_entry")),
        in_order=True,
    )
    _table(
        "form_draft",
        _to("user_id", "form_draft", "user"),
        _text("form"),
        _text("typed_json"),
        _whole("seen_version"),
        _text("saved_at"),
        sa.PrimaryKeyConstraint("user_id", "form", name=op.f("pk_form_draft")),
        in_order=True,
    )
    _table(
        "visit",
        _to("user_id", "visit", "user"),
        _text("at"),
        _text("before"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_visit")),
        in_order=True,
    )
    _table(
        "calendar_feed",
        _text("token_hash"),
        _to("user_id", "calendar_feed", "user"),
        _text("made_at"),
        _text("ended_at", null=True),
        _text("read_at", null=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feed")),
    )
    op.create_index(op.f("ix_calendar_feed_user_id"), "calendar_feed", ["user_id"], unique=False)
    _table(
        "digest_sent",
        _to("user_id", "digest_sent", "user"),
        _text("sent_at"),
        _whole("until_seq"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_sent")),
        in_order=True,
    )


def _goals() -> None:
    _table(
        "objective",
        *_kept("objective"),
        _whole("fiscal_year"),
        _text("why"),
        _to("owner_id", "objective", "user", null=True),
    )
    op.create_index(op.f("ix_objective_fiscal_year"), "objective", ["fiscal_year"], unique=False)
    _table(
        "goal",
        *_kept("goal"),
        _text("why"),
        _to("objective_id", "goal", "objective", null=True),
        _to("owner_id", "goal", "user", null=True),
        _to("it_owner_id", "goal", "user", null=True),
        _text("unit"),
        _text("direction"),
        _whole("baseline_e4", null=True),
        _whole("target_e4", null=True),
        _whole("upper_e4", null=True),
        _text("starts_on"),
        _text("due_on"),
        _text("state"),
        sa.CheckConstraint(
            "direction IN ('higher', 'lower', 'within')", name=op.f("ck_goal_direction_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'met', 'missed', 'dropped')", name=op.f("ck_goal_state_known")
        ),
    )
    op.create_index(op.f("ix_goal_it_owner_id"), "goal", ["it_owner_id"], unique=False)
    op.create_index(op.f("ix_goal_objective_id"), "goal", ["objective_id"], unique=False)
    op.create_index(op.f("ix_goal_owner_id"), "goal", ["owner_id"], unique=False)
    _table(
        "key_result",
        *_kept("key_result"),
        _to("goal_id", "key_result", "goal"),
        _text("unit"),
        _text("direction"),
        _whole("baseline_e4", null=True),
        _whole("target_e4", null=True),
        _whole("upper_e4", null=True),
        _whole("weight"),
        _text("measure"),
        _text("scope"),
        sa.CheckConstraint(
            "direction IN ('higher', 'lower', 'within')", name=op.f("ck_key_result_direction_known")
        ),
    )
    op.create_index(op.f("ix_key_result_goal_id"), "key_result", ["goal_id"], unique=False)
    _table(
        "check_in",
        _whole("id"),
        _to("goal_id", "check_in", "goal"),
        _to("key_result_id", "check_in", "key_result", null=True),
        _text("on_day"),
        _whole("value_e4", null=True),
        _text("confidence"),
        _text("note"),
        _to("made_by", "check_in", "user", null=True),
        _text("maker"),
        _text("made_at"),
        _text("withdrawn_at", null=True),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_check_in_confidence_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index(op.f("ix_check_in_goal_id"), "check_in", ["goal_id"], unique=False)


def _projects() -> None:
    _table(
        "project",
        *_kept("project"),
        _text("why"),
        _to("objective_id", "project", "objective", null=True),
        _to("sponsor_id", "project", "user", null=True),
        _to("owner_id", "project", "user", null=True),
        _to("it_owner_id", "project", "user", null=True),
        _text("phase"),
        _text("starts_on"),
        _text("due_on"),
        _whole("budget_cents", null=True),
        _to("matter_id", "project", "matter", null=True),
        sa.CheckConstraint(
            "phase IN ('proposed', 'planning', 'doing', 'closing', 'done', 'stopped')",
            name=op.f("ck_project_phase_known"),
        ),
    )
    op.create_index(op.f("ix_project_it_owner_id"), "project", ["it_owner_id"], unique=False)
    op.create_index(op.f("ix_project_matter_id"), "project", ["matter_id"], unique=False)
    op.create_index(op.f("ix_project_objective_id"), "project", ["objective_id"], unique=False)
    op.create_index(op.f("ix_project_owner_id"), "project", ["owner_id"], unique=False)
    _table(
        "project_goal",
        _to("project_id", "project_goal", "project"),
        _to("goal_id", "project_goal", "goal"),
        sa.PrimaryKeyConstraint("project_id", "goal_id", name=op.f("pk_project_goal")),
        in_order=True,
    )
    op.create_index(op.f("ix_project_goal_goal_id"), "project_goal", ["goal_id"], unique=False)
    _table(
        "project_cost",
        _whole("id"),
        _to("project_id", "project_cost", "project"),
        _text("on_day"),
        _text("what"),
        _whole("amount_cents"),
        _text("made_by"),
        _text("made_at"),
        _text("withdrawn_at", null=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_cost")),
    )
    op.create_index(
        op.f("ix_project_cost_project_id"), "project_cost", ["project_id"], unique=False
    )
    _table(
        "milestone",
        *_kept("milestone"),
        _to("project_id", "milestone", "project"),
        _to("owner_id", "milestone", "user", null=True),
        _text("baseline_on"),
        _text("forecast_on"),
        _text("done_on", null=True),
        _whole("weight"),
    )
    op.create_index(op.f("ix_milestone_owner_id"), "milestone", ["owner_id"], unique=False)
    op.create_index(op.f("ix_milestone_project_id"), "milestone", ["project_id"], unique=False)
    _table(
        "milestone_move",
        _whole("id"),
        _to("milestone_id", "milestone_move", "milestone"),
        _text("from_on"),
        _text("to_on"),
        _text("reason"),
        _text("made_by"),
        _text("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_move")),
    )
    op.create_index(
        op.f("ix_milestone_move_milestone_id"), "milestone_move", ["milestone_id"], unique=False
    )
    _table(
        "risk",
        *_kept("risk"),
        _to("project_id", "risk", "project"),
        _whole("likelihood"),
        _whole("impact"),
        _text("answer"),
        _to("owner_id", "risk", "user", null=True),
        _text("state"),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_risk_state_known")),
    )
    op.create_index(op.f("ix_risk_project_id"), "risk", ["project_id"], unique=False)
    _table(
        "benefit",
        *_kept("benefit"),
        _to("project_id", "benefit", "project"),
        _text("unit"),
        _whole("promised_e4"),
        _text("due_on", null=True),
        _whole("measured_e4", null=True),
        _text("measured_on", null=True),
    )
    op.create_index(op.f("ix_benefit_project_id"), "benefit", ["project_id"], unique=False)
    _table(
        "status_note",
        *_kept("status_note"),
        _to("project_id", "status_note", "project"),
        _text("on_day"),
        _text("health"),
        _text("body"),
        _text("next_step"),
        sa.CheckConstraint(
            "health IN ('on_track', 'at_risk', 'off_track')",
            name=op.f("ck_status_note_health_known"),
        ),
    )
    op.create_index(op.f("ix_status_note_project_id"), "status_note", ["project_id"], unique=False)


def _technology() -> None:
    _table(
        "system",
        *_kept("system"),
        _text("category"),
        _text("stage"),
        _to("owner_id", "system", "user", null=True),
        _to("it_owner_id", "system", "user", null=True),
        _to("vendor_id", "system", "vendor", null=True),
        _text("supplier"),
        _text("contract"),
        _text("starts_on", null=True),
        _text("renews_on", null=True),
        _whole("notice_days", null=True),
        _flag("renews_itself"),
        _whole("yearly_cost_cents", null=True),
        _whole("seats", null=True),
        _whole("seats_used", null=True),
        _text("seats_on", null=True),
        _text("note"),
        sa.CheckConstraint(
            "stage IN ('evaluating', 'implementing', 'in_use', 'retiring', 'retired')",
            name=op.f("ck_system_stage_known"),
        ),
    )
    op.create_index(op.f("ix_system_it_owner_id"), "system", ["it_owner_id"], unique=False)
    op.create_index(op.f("ix_system_owner_id"), "system", ["owner_id"], unique=False)
    _table(
        "system_rating",
        _to("system_id", "system_rating", "system"),
        _to("user_id", "system_rating", "user"),
        _whole("score"),
        _text("note"),
        _text("at"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_system_rating_score_in_range")),
        sa.PrimaryKeyConstraint("system_id", "user_id", name=op.f("pk_system_rating")),
        in_order=True,
    )


def _decisions() -> None:
    _table(
        "decision",
        *_kept("decision"),
        _text("context"),
        _to("accountable_id", "decision", "user", null=True),
        _text("method"),
        _text("raised_on"),
        _text("due_on", null=True),
        _text("state"),
        _flag("is_evaluation"),
        _whole("option_id", null=True),
        _text("outcome"),
        _text("reason"),
        _text("decided_on", null=True),
        _text("decided_by"),
        _text("expected"),
        _whole("saving_cents", null=True),
        _to("vendor_id", "decision", "vendor", null=True),
        _to("matter_id", "decision", "matter", null=True),
        _text("review_on", null=True),
        _text("reviewed_on", null=True),
        _text("reviewed_by"),
        _text("verdict"),
        _text("review"),
        _to("supersedes_id", "decision", "decision", null=True),
        sa.CheckConstraint(
            "method IN ('one', 'consent', 'vote', 'delegated')",
            name=op.f("ck_decision_method_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'decided', 'superseded', 'reviewed')",
            name=op.f("ck_decision_state_known"),
        ),
    )
    op.create_index(
        op.f("ix_decision_accountable_id"), "decision", ["accountable_id"], unique=False
    )
    op.create_index(op.f("ix_decision_matter_id"), "decision", ["matter_id"], unique=False)
    op.create_index(op.f("ix_decision_state"), "decision", ["state"], unique=False)
    _table(
        "decision_option",
        _whole("id"),
        _to("decision_id", "decision_option", "decision"),
        _whole("place"),
        _text("title"),
        _text("pros"),
        _text("cons"),
        _to("system_id", "decision_option", "system", null=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_option")),
    )
    op.create_index(
        op.f("ix_decision_option_decision_id"), "decision_option", ["decision_id"], unique=False
    )
    _table(
        "decision_criterion",
        _whole("id"),
        _to("decision_id", "decision_criterion", "decision"),
        _whole("place"),
        _text("title"),
        _whole("weight"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_criterion")),
    )
    op.create_index(
        op.f("ix_decision_criterion_decision_id"),
        "decision_criterion",
        ["decision_id"],
        unique=False,
    )
    _table(
        "decision_score",
        _to("option_id", "decision_score", "decision_option"),
        _to("criterion_id", "decision_score", "decision_criterion"),
        _whole("score"),
        sa.PrimaryKeyConstraint("option_id", "criterion_id", name=op.f("pk_decision_score")),
        in_order=True,
    )
    _table(
        "decision_voice",
        _to("decision_id", "decision_voice", "decision"),
        _to("user_id", "decision_voice", "user"),
        _to("option_id", "decision_voice", "decision_option", null=True),
        _text("says"),
        _text("note"),
        _text("at"),
        sa.PrimaryKeyConstraint("decision_id", "user_id", name=op.f("pk_decision_voice")),
        in_order=True,
    )


def _meetings() -> None:
    _table(
        "forum",
        *_kept("forum"),
        _text("form"),
        _text("purpose"),
        _text("cadence"),
        _text("first_on", null=True),
        _text("place"),
        _to("owner_id", "forum", "user", null=True),
        _text("agenda"),
        sa.CheckConstraint("form IN ('meeting', 'channel')", name=op.f("ck_forum_form_known")),
    )
    op.create_index(op.f("ix_forum_owner_id"), "forum", ["owner_id"], unique=False)
    _table(
        "meeting",
        *_kept("meeting"),
        _to("forum_id", "meeting", "forum", null=True),
        _text("held_on"),
        _text("agenda"),
        _text("notes"),
    )
    op.create_index(op.f("ix_meeting_forum_id"), "meeting", ["forum_id"], unique=False)
    op.create_index(op.f("ix_meeting_held_on"), "meeting", ["held_on"], unique=False)
    _table(
        "action",
        *_kept("action"),
        _to("owner_id", "action", "user", null=True),
        _text("due_on", null=True),
        _text("state"),
        _text("done_on", null=True),
        _text("note"),
        _text("about_kind"),
        _whole("about_id", null=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'dropped')", name=op.f("ck_action_state_known")
        ),
    )
    op.create_index(op.f("ix_action_about"), "action", ["about_kind", "about_id"], unique=False)
    op.create_index(op.f("ix_action_owner"), "action", ["owner_id", "state"], unique=False)


def _skills() -> None:
    _table("skill", *_kept("skill"), _text("area"), _text("note"))
    _table("job_role", *_kept("job_role"), _text("note"))
    _table(
        "role_need",
        _to("role_id", "role_need", "job_role"),
        _to("skill_id", "role_need", "skill"),
        _whole("need"),
        sa.CheckConstraint("need BETWEEN 0 AND 4", name=op.f("ck_role_need_need_in_range")),
        sa.PrimaryKeyConstraint("role_id", "skill_id", name=op.f("pk_role_need")),
        in_order=True,
    )
    _table(
        "skill_level",
        _whole("id"),
        _to("user_id", "skill_level", "user"),
        _to("skill_id", "skill_level", "skill"),
        _whole("have"),
        _text("set_by"),
        _text("set_on"),
        sa.CheckConstraint("have BETWEEN 0 AND 4", name=op.f("ck_skill_level_have_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_level")),
    )
    op.create_index(
        op.f("ix_skill_level_person"), "skill_level", ["user_id", "skill_id"], unique=False
    )
    op.create_index(op.f("ix_skill_level_skill_id"), "skill_level", ["skill_id"], unique=False)
    _table(
        "training",
        *_kept("training"),
        _text("form"),
        _to("skill_id", "training", "skill", null=True),
        _text("provider"),
        _text("planned_on", null=True),
        _text("done_on", null=True),
        _text("state"),
        _whole("cost_cents", null=True),
        _to("owner_id", "training", "user", null=True),
        _text("note"),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'dropped')", name=op.f("ck_training_state_known")
        ),
    )
    op.create_index(op.f("ix_training_skill_id"), "training", ["skill_id"], unique=False)


def _ideas() -> None:
    _table(
        "idea",
        *_kept("idea"),
        _text("body"),
        _to("owner_id", "idea", "user", null=True),
        _text("state"),
        _text("reason"),
        _text("first_decided_on", null=True),
        sa.CheckConstraint(
            "state IN ('new', 'considered', 'testing', 'adopted', 'parked')",
            name=op.f("ck_idea_state_known"),
        ),
    )
    _table(
        "idea_support",
        _to("idea_id", "idea_support", "idea"),
        _to("user_id", "idea_support", "user"),
        _text("at"),
        sa.PrimaryKeyConstraint("idea_id", "user_id", name=op.f("pk_idea_support")),
        in_order=True,
    )
    _table(
        "experiment",
        *_kept("experiment"),
        _to("idea_id", "experiment", "idea", null=True),
        _to("owner_id", "experiment", "user", null=True),
        _text("hypothesis"),
        _text("measure"),
        _text("starts_on", null=True),
        _text("stop_on", null=True),
        _text("ended_on", null=True),
        _text("outcome"),
        _text("result"),
    )
    op.create_index(op.f("ix_experiment_idea_id"), "experiment", ["idea_id"], unique=False)
    op.create_index(op.f("ix_experiment_owner_id"), "experiment", ["owner_id"], unique=False)


def _lessons() -> None:
    _table(
        "retrospective",
        *_kept("retrospective"),
        _text("held_on"),
        _to("project_id", "retrospective", "project", null=True),
        _to("owner_id", "retrospective", "user", null=True),
        _text("went_well"),
        _text("went_badly"),
        _text("to_change"),
    )
    op.create_index(
        op.f("ix_retrospective_project_id"), "retrospective", ["project_id"], unique=False
    )
    _table(
        "lesson",
        *_kept("lesson"),
        _text("body"),
        _text("tags"),
        _to("retrospective_id", "lesson", "retrospective", null=True),
    )
    op.create_index(
        op.f("ix_lesson_retrospective_id"), "lesson", ["retrospective_id"], unique=False
    )
    _table("win", *_kept("win"), _text("on_day"), _text("body"))
    _table("assessment", *_kept("assessment"), _text("made_on"))
    _table(
        "assessment_level",
        _to("assessment_id", "assessment_level", "assessment"),
        _text("area"),
        _whole("level"),
        _text("note"),
        sa.CheckConstraint(
            "level BETWEEN 1 AND 3", name=op.f("ck_assessment_level_level_in_range")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "area", name=op.f("pk_assessment_level")),
        in_order=True,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_event_subject"), "audit_event")
    for table in NEW:
        op.drop_table(table)
