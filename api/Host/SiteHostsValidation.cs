using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host;

/// <summary>Names every further host that is none.</summary>
internal sealed class SiteHostsValidation : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        var faults = options.HostFaults().ToList();
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
