using System.Globalization;
using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>Reads what the page shows, and does what its forms ask.</summary>
public sealed partial class StudentPage
{
    private StudentPageModel? model;
    private StudentGuide? guide;
    private SubmissionForm form = SubmissionForm.Empty(place: null);
    private AccessTestView? tried;
    private Instant? heldAt;
    private SubmissionForm renewal = SubmissionForm.Empty(place: null);
    private string? renewing;
    private CheckLabels words = new(Checks.Grading.Catalogue.Default);
    private IReadOnlyList<CheckView> rows = [];
    private IReadOnlyDictionary<string, string> titles = new Dictionary<string, string>(StringComparer.Ordinal);
    private ILookup<CheckId, Appeal> appeals = Array.Empty<Appeal>().ToLookup(c => c.Check);
    private IReadOnlyDictionary<SubmissionId, AppealState> live = new Dictionary<SubmissionId, AppealState>();
    private string? open;
    private IReadOnlyList<SharedCause> causes = [];
    private HashSet<string> grading = new(StringComparer.Ordinal);

    /// <summary>The course's slug.</summary>
    [Parameter]
    public string CourseSlug { get; set; } = "";

    /// <summary>The assignment's slug.</summary>
    [Parameter]
    public string AssignmentSlug { get; set; } = "";

    /// <summary>The attempt that is shown; null for the newest.</summary>
    [SupplyParameterFromQuery(Name = "attempt")]
    public int? Attempt { get; set; }

    /// <summary>Set by the page's script, which shows only what can have changed.</summary>
    [SupplyParameterFromQuery(Name = "live")]
    public bool IsLiveOnly { get; set; }

    private Assignment Assigned => Model.Current.Assignment;

    private StudentPageModel Model => model ?? throw new InvalidOperationException("The page has nothing to show.");

    private DateTimeZone Zone => Model.Current.Deadlines.Zone;

    private Instant Now => Instant.FromDateTimeOffset(Time.GetUtcNow());

    private string Lead => Model.Student is { } student ? $"{student.Name} · {student.Number}" : StudentTexts.Text("PreviewLead");

    private string ShownAddress => Attempt is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{Addresses.Assignment(CourseSlug, AssignmentSlug)}?attempt={number}")
        : Addresses.Assignment(CourseSlug, AssignmentSlug);

    // The stream says what changed since this row.
    private string? LiveAddress => SubmissionStage.IsMoving(Model) && Model.Shown is { Submission: var shown }
        ? string.Create(CultureInfo.InvariantCulture, $"/live/{shown.Id}?seen={shown.RowVersion}")
        : null;

    // Graded, but something is looked at once more at this time.
    private DateTimeOffset? Again => Model.Shown?.Submission is { Status: SubmissionStatus.Graded, NextStepAt: { } next } ? next : null;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        words = new CheckLabels(Catalogue);
        await ReadAsync();
        if (model is null)
        {
            Missing();
            return;
        }

        if (!IsLiveOnly)
        {
            guide = await Guides.ForAsync(model.Current, model.Student, place: null, Aborted);
            form = SubmissionForm.Empty(new AwsSuggestion(guide.Values.Region, guide.Values.ClusterName, Endpoint: null));
        }
    }

    private async Task ReadAsync()
    {
        model = await Query.FindAsync(Caller, CourseSlug, AssignmentSlug, Attempt, Language, Aborted);
        if (model is null)
            return;
        var shown = (model.Shown?.Checks ?? []).ToDictionary(c => c.Check, StringComparer.Ordinal);
        var waiting = Assigned.Checks.Where(c => !shown.ContainsKey(c.Check.Value)).Select(words.Waiting);
        rows = model.Shown is { Submission.Status: SubmissionStatus.Graded } graded ? graded.Checks : [.. InOrder(shown, waiting)];
        titles = words.Titles(rows.Select(r => r.Check));
        causes = SharedCause.In(rows);
        grading = [.. Moving(model.Shown)];

        // Whatever is being graded anew: what was asked and answered stays to be read.
        var queries = Http.RequestServices.GetRequiredService<AppealQueries>();
        live = await queries.LiveAsync([.. model.Attempts.Select(a => a.Id)], Aborted);
        if (model.Shown is not { Submission: var submission })
            return;
        appeals = await queries.OfAsync(Caller, submission.Id, Aborted);
        if (submission.Status != SubmissionStatus.Graded)
            return;

        // What was answered, or else what brings the next point, is open: no one has to look for it.
        open = rows.FirstOrDefault(r => StateOf(new CheckId(r.Check)) == AppealState.Answered)?.Check
            ?? (causes.Count > 0 ? null : rows.FirstOrDefault(r => r.Outcome is Outcome.Failed or Outcome.Partial or Outcome.Unknown && words.IsLive(r.Check))?.Check);
    }

    private IEnumerable<VerdictModel> Verdicts => rows.Select(r => new VerdictModel(Shown(r), titles.GetValueOrDefault(r.Check), Zone)
    {
        IsGrading = grading.Contains(r.Check),
        IsOpen = r.Check == open,
        Appeal = StateOf(new CheckId(r.Check)),
        IsFeedback = appeals[new CheckId(r.Check)].LastOrDefault()?.IsOnlyFeedback == true,
    });

    private AppealState? StateOf(CheckId check) => appeals[check].LastOrDefault()?.State;

    private IEnumerable<IGrouping<CheckId, Appeal>> OfChecksThatAreGone => appeals.Where(a => rows.All(r => r.Check != a.Key.Value));

    // What several checks share is said once, above them; and no one is told how to delete a cluster that must stay.
    private CheckView Shown(CheckView row) =>
        causes.Any(c => c.Checks.Contains(row.Check, StringComparer.Ordinal)) ? row with { Summary = StudentTexts.Text("SharedCauseRow"), Feedback = [] }
        : row.Outcome == Outcome.Pending && !words.IsLive(row.Check) && SubmissionStage.MustStay(Advice) ? row with { Feedback = [] }
        : row;

    private DeletionAdvice Advice => Model.IsNewestShown ? SubmissionStage.AdviceOf(Model, words.IsLive, Model.IsOpen(Now), Now.ToDateTimeOffset()) : DeletionAdvice.None;

    private Progress Progress => SubmissionStage.ProgressOf(Model, tried?.Works == true, words.IsLive, Advice, Model.IsOpen(Now));

    private IEnumerable<CheckView> InOrder(Dictionary<string, CheckView> shown, IEnumerable<CheckView> waiting)
    {
        var all = shown.Values.Concat(waiting).ToDictionary(c => c.Check, StringComparer.Ordinal);
        return Assigned.Checks.Select(c => c.Check.Value).Concat(shown.Keys).Distinct(StringComparer.Ordinal).Select(c => all[c]);
    }

    private IEnumerable<string> Moving(StudentSubmission? shown) => shown?.Submission.Status switch
    {
        SubmissionStatus.Grading => rows.Select(r => r.Check).Where(c => shown.Checks.All(known => known.Check != c) && words.IsLive(c)),
        SubmissionStatus.Settling => shown.Awaited,
        _ => [],
    };

    private async Task SendAsync()
    {
        form = await SubmissionForm.ReadAsync(Http.Request.Form, Aborted);
        if (await MayNotAsync(form.IsTry ? RateLimits.AccessTests : RateLimits.Submissions) is { } refusal)
            Refuse(refusal);
        else if (form.IsTry)
            await TryAsync();
        else
            await SubmitAsync();

        // A kubeconfig that would run "aws eks get-token" tells its cluster, and so does who typed it: the page is then about that one.
        var place = Faults.Select(f => f.Suggestion).FirstOrDefault(s => s is not null);
        if (place is not null)
            form.Suggest(place);
        if ((place ?? form.Place()) is { } known)
            guide = await Guides.ForAsync(Model.Current, Model.Student, known, Aborted);
    }

    private async Task SubmitAsync()
    {
        var submissions = Http.RequestServices.GetRequiredService<SubmissionService>();
        var (request, sentAt) = (form.ToRequest(), Now);
        var trial = form.IsAnyway ? null : Http.RequestServices.GetRequiredService<IPageTrials>().Of(request, held => tried = held);
        var taken = await submissions.TakeAsync(new SubmissionCall(Caller, CourseSlug, AssignmentSlug, Student: null, form.SentBy(Caller)), request, trial, Aborted);
        if (taken.IsSuccess)
        {
            GoTo(Addresses.Assignment(CourseSlug, AssignmentSlug));
            return;
        }

        heldAt = tried is not null || taken.Error.Errors.Count > 0 ? sentAt : null;
        if (tried is null)
            Refuse(taken.Error);
    }

    private async Task TryAsync()
    {
        var tests = Http.RequestServices.GetRequiredService<AccessTests>();
        var tested = await tests.TryAsync(Caller, CourseSlug, AssignmentSlug, student: null, form.ToRequest(), Language, Aborted);
        if (tested.IsSuccess)
            tried = tested.Value;
        else
            Refuse(tested.Error);
    }

    // Said only where the end is near enough for it to matter.
    private (Instant At, Instant Until)? Kept =>
        heldAt is { } at && new[] { Model.Due, Model.Closes }.Any(end => at <= end && end - at <= Deadlines.MendingTime) ? (at, at + Deadlines.MendingTime) : null;

    // A grading moves by the second. A cluster that is watched is looked at twice an hour, and meanwhile someone may be writing here.
    private int RefreshSeconds => Model.Shown is { Submission.Status: not SubmissionStatus.Graded } ? 5 : 300;

    private async Task RenewAsync()
    {
        renewing = Http.Request.Form["lease"].ToString();
        renewal = await SubmissionForm.ReadAsync(Http.Request.Form, Aborted);
        if (await MayNotAsync(RateLimits.Submissions, renewing) is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        if (!LeaseId.TryParse(renewing, CultureInfo.InvariantCulture, out var lease) || renewal.ToRequest().Access is not { } access)
        {
            Missing();
            return;
        }

        var renewed = await Http.RequestServices.GetRequiredService<AccessRenewals>().RenewAsync(Caller, lease, access, Aborted);
        if (renewed.IsSuccess)
            GoTo(Addresses.Assignment(CourseSlug, AssignmentSlug));
        else
            Refuse(renewed.Error);
    }

    private async Task LookAsync()
    {
        if (Model.Newest is not { } newest)
            return;
        if (await MayNotAsync(RateLimits.Observations, newest.Id.ToString()) is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        var looked = await Http.RequestServices.GetRequiredService<RepeatObservations>().RequestAsync(Caller, newest.Id, Aborted);
        if (looked.IsSuccess)
            GoTo(Addresses.Assignment(CourseSlug, AssignmentSlug));
        else
            Refuse(looked.Error);
    }

    // Pages are read with any credential; what they do asks for the same rights and the same patience as the API.
    private async Task<Error?> MayNotAsync(string policy, string? id = null)
    {
        var services = Http.RequestServices;
        var may = await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(Http.User, Policies.Submit);
        return may.Succeeded ? services.GetRequiredService<RateBuckets>().Refuse(policy, Http, id) : Error.Forbidden;
    }
}
