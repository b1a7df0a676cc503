using System.Globalization;
using EksGrader.Api.Application;
using EksGrader.Api.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>Turns answers of the application into answers of HTTP.</summary>
internal static class AnswerResults
{
    /// <summary>200 with the value, or the problem.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Answer<T> answer)
        where T : class =>
        answer.IsDone ? TypedResults.Ok(answer.Value) : answer.Refusal.ToProblem();

    /// <summary>204, or the problem.</summary>
    public static Results<NoContent, ProblemHttpResult> ToNoContent(this Answer<Done> answer) =>
        answer.IsDone ? TypedResults.NoContent() : answer.Refusal.ToProblem();

    /// <summary>200 with the value, or 404.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToOkOrMissing<T>(this T? value)
        where T : class =>
        value is null ? Refusal.Missing.ToProblem() : TypedResults.Ok(value);

    /// <summary>The problem, in the caller's language.</summary>
    public static ProblemHttpResult ToProblem(this Refusal refusal) => TypedResults.Problem(ProblemAnswers.Of(refusal, CultureInfo.CurrentUICulture));
}
