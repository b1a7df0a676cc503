using System.Data.Common;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host;

/// <summary>Why a service did not start, in words for its operator, where it is no mistake of the program.</summary>
internal static class StartFailure
{
    /// <summary>A line for each thing that is wrong; empty for what only a stack trace tells.</summary>
    public static IReadOnlyList<string> Say(Exception exception) => exception switch
    {
        InvalidOperationException when ConfigurationFault.Say(exception) is { } fault => [fault],
        OptionsValidationException options => [.. options.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Say)],
        UnusableFolderException folder => [folder.Message],
        DatabaseInUseException inUse => [inUse.Message],
        Exception busy when StorageErrors.IsUnavailable(busy) => [$"The database is not available: another program holds it locked, or its server does not answer. {busy.Message}"],
        Exception full when StorageErrors.IsFull(full) => ["The database's disk is full. Make room and start again."],
        DbException database when !StorageErrors.IsDamage(database) => [$"The database cannot be used, and was left as it is: {database.Message}"],
        DbException database => [$"The database cannot be used, and was left as it is: {database.Message}", "docs/operating.md, \"When the database is damaged\", says what to do."],
        IOException { InnerException: AddressInUseException } address => [address.Message, "Another program listens there. Stop it, or give another address with --urls http://localhost:PORT."],
        UnauthorizedAccessException denied => [denied.Message],
        TimeoutException timeout => [timeout.Message],
        _ => [],
    };
}
