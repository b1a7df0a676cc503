using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;

namespace EksGrader.Api.Features.Submissions;

/// <summary>For programs: <c>verdict</c> with a check, at the end <c>graded</c> with the submission, as JSON.</summary>
internal sealed class EventStreamOfApi(CurrentUser caller, SubmissionId submission, CultureInfo culture) : EventStream(caller, submission)
{
    protected override async Task<bool> WriteAsync(HttpResponse response, IServiceProvider services, GradingEvent happened, CancellationToken cancellationToken)
    {
        var queries = services.GetRequiredService<SubmissionQueries>();
        switch (happened)
        {
            case GradingEvent.Verdict verdict:
                var given = (await queries.OverridesAsync(Submission, cancellationToken)).GetValueOrDefault(verdict.Result.Check);
                await WriteEventAsync(response, "verdict", CheckView.Of(verdict.Result, culture, given), cancellationToken);
                return true;
            case GradingEvent.Graded:
                if (await queries.FindAsync(Caller, Submission, culture, cancellationToken) is { } view)
                    await WriteEventAsync(response, "graded", view, cancellationToken);
                return false;
            default:
                return true;
        }
    }
}
