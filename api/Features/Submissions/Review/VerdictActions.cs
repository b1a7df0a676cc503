using System.Globalization;
using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>Does what the forms around verdicts ask for. Who may what, the commands decide.</summary>
internal sealed class VerdictActions(
    Overrides overrides, AppealStarts starts, AppealService appeals, NoteService notes, FlagService signs, RepeatObservations observations, Regrades regrades)
{
    /// <summary>Does it.</summary>
    public Task<Result<Unit>> DoAsync(CurrentUser caller, SubmissionId id, IFormCollection form, CancellationToken cancellationToken)
    {
        var target = form["target"].ToString();
        var action = form["do"].ToString();

        // A token that may only read, or only submit, does no more here than at the API.
        if (!caller.May(action is VerdictAction.Appeal or VerdictAction.Withdraw or VerdictAction.Reply or VerdictAction.Look ? TokenScopes.Submit : TokenScopes.Manage))
            return Task.FromResult<Result<Unit>>(Error.Forbidden);

        return action switch
        {
            VerdictAction.Override => overrides.GiveAsync(caller, id, new CheckId(target), new OverrideRequest(Points(form), form["reason"]), cancellationToken),
            VerdictAction.Decide => overrides.AnswerAsync(caller, id, new CheckId(target), new QuestionAnswer(form["verdict"] == "yes", form["reason"], form["question"].ToString()), cancellationToken),
            VerdictAction.TakeBack => overrides.TakeBackAsync(caller, id, new CheckId(target), cancellationToken),
            VerdictAction.Appeal => starts.AppealAsync(caller, id, new CheckId(target), form["reason"], cancellationToken),
            VerdictAction.Feedback => starts.GiveFeedbackAsync(caller, id, new CheckId(target), form["reason"], cancellationToken),
            VerdictAction.Withdraw when Id.TryParse<AppealId>(target, out var own) => appeals.CloseAsync(caller, own, text: null, Seen(form), cancellationToken),
            VerdictAction.Reply when Id.TryParse<AppealId>(target, out var own) => appeals.SayAsync(caller, own, form["text"], Seen(form), cancellationToken),
            VerdictAction.Answer when Id.TryParse<AppealId>(target, out var appeal) => AnswerAsync(caller, appeal, form, cancellationToken),
            VerdictAction.Note => notes.AddAsync(caller, id, form["onStudent"] == "true", form["note"], cancellationToken),
            VerdictAction.RemoveNote when Id.TryParse<NoteId>(target, out var note) => notes.RemoveAsync(caller, note, cancellationToken),
            VerdictAction.Sign => signs.SeeAsync(caller, id, target, form["why"], cancellationToken),
            VerdictAction.Look => observations.RequestAsync(caller, id, cancellationToken),
            VerdictAction.Regrade => regrades.RegradeAsync(caller, id, new RegradeRequest(form["from"]), cancellationToken),
            _ => Task.FromResult<Result<Unit>>(Error.Missing),
        };
    }

    /// <summary>The part of the submission's page that an action was about.</summary>
    public static string PlaceOf(Guid id, IFormCollection form) => form["do"].ToString() switch
    {
        VerdictAction.Override or VerdictAction.Decide or VerdictAction.TakeBack or VerdictAction.Feedback => $"{Addresses.Submission(id)}?check={Uri.EscapeDataString(form["target"].ToString())}#check-{Uri.EscapeDataString(form["target"].ToString())}",
        VerdictAction.Note or VerdictAction.RemoveNote => $"{Addresses.Submission(id)}#submission-notes",
        _ => Addresses.Submission(id),
    };

    // One form, one field for the words: which button was pressed says what becomes of them.
    private async Task<Result<Unit>> AnswerAsync(CurrentUser caller, AppealId appeal, IFormCollection form, CancellationToken cancellationToken)
    {
        var (words, seen) = (form["answer"].ToString(), Seen(form));
        var answered = form["verdict"].ToString() switch
        {
            "reply" => await appeals.SayAsync(caller, appeal, words, seen, cancellationToken),
            "close" => await appeals.CloseAsync(caller, appeal, words, seen, cancellationToken),
            var verdict => await appeals.DecideAsync(caller, appeal, new AppealDecision(verdict == "accept", Points(form), words) { Seen = seen }, cancellationToken),
        };
        return answered.IsSuccess ? answered : answered.Error with { Errors = [.. answered.Error.Errors.Select(e => e.Field == "text" ? e with { Field = "answer" } : e)] };
    }

    private static int? Seen(IFormCollection form) => int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    // What is no number is out of every range, and said to be.
    private static decimal? Points(IFormCollection form) => form["points"].ToString().Trim() is not { Length: > 0 } typed ? null
        : decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points) ? points : -1;
}
