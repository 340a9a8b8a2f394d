"""Where the pages of the pilot are."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from casquettes.pilot.views import (
    alerts,
    bilan,
    bilan_result,
    bilan_share,
    choices,
    decisions,
    direction,
    goals,
    launch,
    levies,
    measures,
    money,
    risks,
)


class QuestionConverter(StringConverter):
    """The id of a question of the bilan: q01 to q45."""

    regex = "q[0-9]{2}"


register_converter(QuestionConverter, "question")

app_name = "pilot"
urlpatterns: list[URLPattern | URLResolver] = [
    path("measures/", measures.measures, name="measures"),
    path("measures/money/", money.money, name="money"),
    path("measures/levies/", levies.levies, name="levies"),
    path("measures/levies/suppose/", levies.suppose, name="suppose"),
    path("launch/", launch.launches, name="launches"),
    path("launch/new/", launch.new_launch, name="new_launch"),
    path("launch/<int:pk>/", launch.launch, name="launch"),
    path("launch/<int:pk>/<int:step>/", launch.launch_question, name="launch_question"),
    path("launch/<int:pk>/try/", launch.try_launch, name="try_launch"),
    path("launch/<int:pk>/keep/", launch.keep_launch, name="keep_launch"),
    path("launch/<int:pk>/figures/", launch.launch_figures, name="launch_figures"),
    path("launch/<int:pk>/follow/", launch.follow_launch, name="follow_launch"),
    path("launch/<int:pk>/unfollow/", launch.unfollow_launch, name="unfollow_launch"),
    path("launch/<int:pk>/redraw/", launch.redraw_launch, name="redraw_launch"),
    path("launch/<int:pk>/archive/", launch.archive_launch, name="archive_launch"),
    path("launch/<int:pk>/restore/", launch.restore_launch, name="restore_launch"),
    path("choices/", choices.choices, name="choices"),
    path("choices/plan/", choices.choices_plan, name="choices_plan"),
    path("choices/means/", choices.choices_means, name="choices_means"),
    path("choices/ratings/", choices.choices_ratings, name="choices_ratings"),
    path("choices/beliefs/", choices.choices_beliefs, name="choices_beliefs"),
    path("choices/decisions/", decisions.decisions, name="decisions"),
    path("choices/decisions/<int:pk>/judge/", decisions.judge_decision, name="judge_decision"),
    path(
        "choices/decisions/<int:pk>/back/", decisions.take_back_decision, name="take_back_decision"
    ),
    path("choices/<int:pk>/", choices.choice, name="choice"),
    path("choices/<int:pk>/believe/", choices.believe_choice, name="believe_choice"),
    path("choices/<int:pk>/<slug:choice>/", decisions.accept_choice, name="accept_choice"),
    path("goals/", goals.goals, name="goals"),
    path("goals/new/", goals.new_goal, name="new_goal"),
    path("goals/said/<str:measure>/", goals.said_goal, name="said_goal"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/drop/", goals.drop_goal, name="drop_goal"),
    path("goals/undo/<str:seal>/", goals.undo_goal, name="undo_goal"),
    path("direction/", direction.direction, name="direction"),
    path("direction/write/", direction.write_direction, name="write_direction"),
    path("direction/<int:pk>/", direction.direction_on, name="direction_on"),
    path("bilan/", bilan.bilans, name="bilans"),
    path("bilan/<int:pk>/<question:question>/", bilan.bilan_question, name="bilan_question"),
    path("bilan/<int:pk>/wish/", bilan.bilan_wish, name="bilan_wish"),
    path("bilan/years/", bilan_result.bilan_years, name="bilan_years"),
    path("bilan/<int:pk>/", bilan_result.bilan, name="bilan"),
    path("bilan/<int:pk>/pdf/", bilan_result.bilan_pdf, name="bilan_pdf"),
    path("bilan/<int:pk>/share/", bilan_share.bilan_share, name="bilan_share"),
    path("bilan/links/<int:pk>/close/", bilan_share.unshare_bilan, name="unshare_bilan"),
    # What a peer reads, beside the page of a client under the same kind of address.
    path("c/<str:token>/bilan/", bilan_share.shared_bilan, name="shared_bilan"),
    path("bilan/<int:pk>/close/", bilan.bilan_close, name="bilan_close"),
    path("bilan/<int:pk>/remove/", bilan.remove_bilan, name="remove_bilan"),
    path("bilan/<int:pk>/restore/", bilan.restore_bilan, name="restore_bilan"),
    path("risks/", risks.risks, name="risks"),
    path("risks/story/", risks.story, name="risk_story"),
    path("risks/weigh/", risks.weigh_risks, name="weigh_risks"),
    path("risks/suggested/", risks.suggested_risks, name="suggested_risks"),
    path("risks/take/", risks.take_risk, name="take_risk"),
    path("risks/<int:pk>/", risks.risk, name="risk"),
    path("risks/<int:pk>/close/", risks.close_risk, name="close_risk"),
    path("risks/<int:pk>/reopen/", risks.reopen_risk, name="reopen_risk"),
    path("alerts/<int:pk>/seen/", alerts.see_alert, name="see_alert"),
    path("alerts/<int:pk>/again/", alerts.show_alert_again, name="show_alert_again"),
    path("alerts/bilan/later/", alerts.decline_bilan, name="decline_bilan"),
]
