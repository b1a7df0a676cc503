using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// For pages: <c>verdict</c> with a check's row as HTML, of the model and the component of the page's own rows, so that scripts have no
/// words of their own; <c>moved</c> where the submission stands elsewhere, and <c>graded</c> at the end: the page then reads itself anew.
/// </summary>
internal sealed class EventStreamOfPage(CurrentUser caller, SubmissionId submission, int? seen, CultureInfo culture) : EventStream(caller, submission)
{
    private int? seen = seen;

    // Asked for once, not for each verdict: giving points changes the submission's row, and a page that is told so reads itself anew.
    private IReadOnlyDictionary<CheckId, OverrideView>? given;
    private DateTimeZone? zone;

    protected override async Task<bool> WriteAsync(HttpResponse response, IServiceProvider services, GradingEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case GradingEvent.Verdict verdict:
                var queries = services.GetRequiredService<SubmissionQueries>();
                given ??= await queries.OverridesAsync(Submission, cancellationToken);
                zone ??= await queries.ZoneAsync(Submission, cancellationToken);
                var shown = VerdictModel.Of(verdict.Result, given.GetValueOrDefault(verdict.Result.Check), services.GetRequiredService<Catalogue>(), zone, culture);
                await WriteEventAsync(response, "verdict", new Row(shown.Check.Check, await RenderAsync(services, shown)), cancellationToken);
                return true;
            case GradingEvent.Moved moved:
                if (moved.Version != seen)
                    await WriteEventAsync(response, "moved", new Standing(moved.Version), cancellationToken);
                (seen, given) = (moved.Version, null);
                return true;
            case GradingEvent.Graded:
                await WriteEventAsync(response, "graded", new Standing(null), cancellationToken);
                return false;
            default:
                return true;
        }
    }

    private async Task<string> RenderAsync(IServiceProvider services, VerdictModel verdict)
    {
        CultureInfo.CurrentUICulture = culture;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(VerdictRow.Verdict)] = verdict });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<VerdictRow>(parameters)).ToHtmlString());
    }

    private sealed record Row(string Check, string Html);

    private sealed record Standing(int? Version);
}
