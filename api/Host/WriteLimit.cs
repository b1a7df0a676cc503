using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Host;

/// <summary>
/// Limits how many writes one caller sends, of any kind and by any way: more than a person does by hand, so that one cannot keep the database
/// from the others. Those who teach have scripts that do something for each of a class, and a budget for that. Beside this each costly kind
/// of write has a limit of its own (<see cref="RateLimits"/>).
/// </summary>
internal sealed class WriteLimit(RequestDelegate next, RateBuckets buckets)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpWrites.IsWrite(context.Request) && CurrentUser.Of(context.User) is { } caller ? CountAsync(context, caller) : next(context);

    private async Task CountAsync(HttpContext context, CurrentUser caller)
    {
        var (mayGoOn, seconds) = Take(caller.IsAdmin ? RateLimits.StaffWrites : RateLimits.Writes, caller);

        // Asked only of those who are over the limit of all: these are few, and what they are told costs an observation into an index.
        if (!mayGoOn && !caller.IsAdmin && await TeachesAsync(context, caller))
            (mayGoOn, seconds) = Take(RateLimits.StaffWrites, caller);
        await (mayGoOn ? next(context) : RateLimits.RefuseAsync(context, seconds));
    }

    private (bool MayGoOn, int Seconds) Take(string policy, CurrentUser caller)
    {
        using var lease = buckets.Take(policy, caller.Key);
        return (lease.IsAcquired, RateBuckets.SecondsOf(lease));
    }

    private static Task<bool> TeachesAsync(HttpContext context, CurrentUser caller) =>
        context.RequestServices.GetRequiredService<EksGraderDb>().Memberships.AnyAsync(m => m.UserId == caller.User, context.RequestAborted);
}

/// <summary>Requests that may change something.</summary>
internal static class HttpWrites
{
    /// <summary>Whether a request is a write.</summary>
    public static bool IsWrite(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method) || HttpMethods.IsPatch(request.Method);
}
