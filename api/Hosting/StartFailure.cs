using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Hosting;

/// <summary>Why a service did not start, in words for whoever runs it, where it is no mistake of the program.</summary>
internal static class StartFailure
{
    /// <summary>A line for each thing that is wrong; empty for what only a stack trace tells.</summary>
    public static IReadOnlyList<string> Say(Exception exception) => exception switch
    {
        OptionsValidationException options => [.. options.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Say)],
        DbException database => [$"The database cannot be used, and was left as it is: {database.Message}", "docs/operating.md, \"When the database is damaged\", says what to do."],
        IOException { InnerException: AddressInUseException } address => [address.Message, "Another program listens there. Stop it, or give another address with --urls http://localhost:PORT."],
        UnauthorizedAccessException denied => [denied.Message],
        TimeoutException timeout => [timeout.Message],
        _ => [],
    };
}
