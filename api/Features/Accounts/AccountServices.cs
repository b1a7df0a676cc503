using EksGrader.Api.Host;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Brings accounts into the service: signing in, invitations, and what people do to their own account.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section)).Validate(o => o.IsValid, SiteOptions.UrlForm).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiteOptions>, SiteHostsValidation>();
        services.AddSingleton<InvitationSender>();
        services.AddHostedService(s => s.GetRequiredService<InvitationSender>());
        services.AddSingleton<PasswordEmails>();
        services.AddHostedService(s => s.GetRequiredService<PasswordEmails>());
        services.AddOptions<DataProtectionTokenProviderOptions>().Configure<IOptions<SiteOptions>>((tokens, site) => tokens.TokenLifespan = site.Value.PasswordLinkLife);
        return services
            .AddScoped<SignIns>()
            .AddScoped<NewPasswords>()
            .AddScoped<PasswordLinks>()
            .AddScoped<CredentialRevocation>()
            .AddScoped<InvitationIssuer>()
            .AddScoped<Invitations>()
            .AddScoped<Admins>()
            .AddScoped<Welcomes>()
            .AddScoped<FirstAdmin>()
            .AddScoped<Profiles>()
            .AddScoped<RosterStates>()
            .AddScoped<PasskeyCommands>();
    }
}
